package doublewin.experiments.game;

import doublewin.dwq.PrecisionMixture;
import doublewin.dwq.PrecisionSet;
import doublewin.dwq.evaluate.CandidateOutcomes;
import doublewin.dwq.evaluate.Outcomes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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

    private final List<Outcomes> tables;
    private final List<CandidateOutcomes> pool;
    private final int precisions;
    private final int[] images;

    private PoolGame(List<Outcomes> tables, int[] images) {
        this.tables = tables;
        this.pool =
                tables.stream().flatMap(table -> table.candidates().stream()).toList();
        this.precisions = tables.getFirst().precisions().size();
        this.images = images;
    }

    /**
     * The game of complete outcomes; all candidates are in the pool.
     *
     * @throws IllegalStateException if the outcomes are not complete
     */
    public PoolGame(Outcomes outcomes) {
        this(
                List.of(requireComplete(outcomes)),
                IntStream.range(0, outcomes.images()).toArray());
    }

    private static Outcomes requireComplete(Outcomes outcomes) {
        if (!outcomes.isComplete()) {
            throw new IllegalStateException("game: only " + outcomes.doneCount() + " of " + outcomes.totalCount()
                    + " outcomes are there; evaluate the rest first");
        }
        return outcomes;
    }

    /**
     * The same game with more candidates in the pool.
     *
     * @param further complete outcomes of the same images at the same precisions
     * @throws IllegalStateException if they are not complete
     */
    public PoolGame plus(Outcomes further) {
        Outcomes first = tables.getFirst();
        if (!further.precisions().equals(first.precisions()) || further.images() != first.images()) {
            throw new IllegalArgumentException("game: expected outcomes of " + first.images() + " images at "
                    + first.precisions() + ", found them of " + further.images() + " at " + further.precisions());
        }
        return new PoolGame(
                Stream.concat(tables.stream(), Stream.of(requireComplete(further)))
                        .toList(),
                images);
    }

    /** The same game on half of its images: every other one from the first, or, for half 1, from the second. */
    PoolGame half(int half) {
        int[] taken = IntStream.range(0, images.length)
                .filter(place -> place % 2 == half)
                .map(place -> images[place])
                .toArray();
        return new PoolGame(tables, taken);
    }

    /** Number of images. */
    int images() {
        return images.length;
    }

    /** The defender's choices. */
    PrecisionSet precisions() {
        return tables.getFirst().precisions();
    }

    /**
     * Optimal mixtures.
     *
     * @param value what the defender's leaves, a fraction of 1
     * @param defender probabilities by position in the precision set; not to be changed
     * @param attacker the attacker's
     * @param gap by how much no other mixture of the defender can be better
     */
    public record Solution(double value, double[] defender, Attacker attacker, double gap) {}

    /**
     * A mixture of the attacker: he draws one of some mixtures over precisions and shows of each image the candidate that
     * leaves least under it. So it says what to do with images that it was not made for.
     *
     * @param answered the mixtures over precisions
     * @param weights how often each is drawn; not to be changed
     */
    public record Attacker(List<double[]> answered, double[] weights) {}

    /** Solves the game. */
    public Solution solve() {
        List<double[]> asked = new ArrayList<>();
        List<double[]> answers = new ArrayList<>();
        double[] best = MatrixGame.uniform(precisions);
        double least = value(best);
        asked.add(best);
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
                return new Solution(least, best, new Attacker(asked, found.attacker()), Math.max(0, gap));
            }
            if (answers.size() == MAX_ANSWERS) {
                throw new IllegalStateException(
                        "game: after " + MAX_ANSWERS + " answers the mixture may still gain " + gap);
            }
            asked.add(found.defender());
            answers.add(answer(found.defender()));
        }
    }

    /** What a mixture over the game's precisions leaves: f. */
    double value(PrecisionMixture mixture) {
        return value(mixture.weights().stream().mapToDouble(weight -> weight).toArray());
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

    /** What a mixture of the attacker leaves to the precision that suits the defender best. */
    double conceded(Attacker attacker) {
        double[] left = new double[precisions];
        for (int k = 0; k < attacker.weights().length; k++) {
            double[] answer = answer(attacker.answered().get(k));
            for (int q = 0; q < precisions; q++) {
                left[q] += attacker.weights()[k] * answer[q];
            }
        }
        return IntStream.range(0, precisions).mapToDouble(q -> left[q]).max().orElseThrow();
    }

    /** The accuracy at each precision where each image is shown as the candidate that leaves least of it. */
    private double[] answer(double[] mixture) {
        int[] correct = new int[precisions];
        for (int image : images) {
            CandidateOutcomes worst = worst(mixture, image);
            for (int q = 0; q < precisions; q++) {
                correct[q] += worst.isCorrect(q, image) ? 1 : 0;
            }
        }
        double[] accuracy = new double[precisions];
        for (int q = 0; q < precisions; q++) {
            accuracy[q] = (double) correct[q] / images.length;
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
