package doublewin.experiments.game;

import doublewin.dwq.evaluate.CandidateOutcomes;
import doublewin.dwq.evaluate.Outcomes;
import java.util.ArrayList;
import java.util.List;

/**
 * The game in which the attacker picks a candidate image by image, knowing the mixture and not the draw. With r(i, c, q)
 * whether image i under candidate c is right at precision q, a mixture p leaves
 *
 * <pre>
 *   f(p) = mean over images i of min over candidates c of  sum over q of p_q r(i, c, q)
 * </pre>
 *
 * <p>and the game's value is the largest f. A choice of the attacker is a candidate for each image, far too many to list;
 * but the best answer to one mixture is quickly found. So the table begins with the answer to the uniform mixture, and
 * gets the answer to its own optimal mixture, again and again, until that adds nothing: the double oracle of McMahan,
 * Gordon and Blum, "Planning in the presence of cost functions controlled by an adversary", 2003.
 */
public final class PoolGame {
    /** Accuracies are this close, as a fraction of 1, where the search ends. */
    private static final double CLOSE = 1e-6;

    private static final int MAX_ANSWERS = 2000;

    private final Outcomes outcomes;
    private final List<CandidateOutcomes> pool;
    private final int precisions;

    /**
     * The game of complete outcomes; all candidates are in the pool.
     *
     * @throws IllegalStateException if the outcomes are not complete
     */
    public PoolGame(Outcomes outcomes) {
        if (!outcomes.isComplete()) {
            throw new IllegalStateException("game: only " + outcomes.doneCount() + " of " + outcomes.totalCount()
                    + " outcomes are there; evaluate the rest first");
        }
        this.outcomes = outcomes;
        this.pool = outcomes.candidates();
        this.precisions = outcomes.precisions().size();
    }

    /**
     * An optimal mixture of the defender.
     *
     * @param value what it leaves, a fraction of 1
     * @param defender probabilities by position in the precision set; not to be changed
     * @param gap by how much no other mixture can be better
     */
    public record Solution(double value, double[] defender, double gap) {}

    /** Solves the game. */
    public Solution solve() {
        List<double[]> answers = new ArrayList<>();
        double[] best = MatrixGame.uniform(precisions);
        double least = value(best);
        answers.add(answer(best));
        while (true) {
            Equilibrium found = new MatrixGame(rows(answers)).solve();
            double left = value(found.defender());
            if (left > least) {
                least = left;
                best = found.defender();
            }
            double gap = found.value() - least;
            if (gap <= CLOSE) {
                return new Solution(least, best, Math.max(0, gap));
            }
            if (answers.size() == MAX_ANSWERS) {
                throw new IllegalStateException(
                        "game: after " + MAX_ANSWERS + " answers the mixture may still gain " + gap);
            }
            answers.add(answer(found.defender()));
        }
    }

    /** What a mixture leaves: f. */
    public double value(double[] mixture) {
        double[] answer = answer(mixture);
        double sum = 0;
        for (int q = 0; q < precisions; q++) {
            sum += mixture[q] * answer[q];
        }
        return sum;
    }

    /** The accuracy at each precision where each image is shown as the candidate that leaves least of it. */
    private double[] answer(double[] mixture) {
        int[] correct = new int[precisions];
        for (int image = 0; image < outcomes.images(); image++) {
            CandidateOutcomes worst = worst(mixture, image);
            for (int q = 0; q < precisions; q++) {
                correct[q] += worst.isCorrect(q, image) ? 1 : 0;
            }
        }
        double[] accuracy = new double[precisions];
        for (int q = 0; q < precisions; q++) {
            accuracy[q] = (double) correct[q] / outcomes.images();
        }
        return accuracy;
    }

    private CandidateOutcomes worst(double[] mixture, int image) {
        CandidateOutcomes worst = pool.getFirst();
        double least = Double.POSITIVE_INFINITY;
        for (CandidateOutcomes candidate : pool) {
            double left = 0;
            for (int q = 0; q < precisions; q++) {
                left += candidate.isCorrect(q, image) ? mixture[q] : 0;
            }
            if (left < least) {
                least = left;
                worst = candidate;
            }
        }
        return worst;
    }

    /** Answers are columns. */
    private double[][] rows(List<double[]> answers) {
        double[][] rows = new double[precisions][answers.size()];
        for (int column = 0; column < answers.size(); column++) {
            for (int q = 0; q < precisions; q++) {
                rows[q][column] = answers.get(column)[q];
            }
        }
        return rows;
    }
}
