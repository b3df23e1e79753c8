package doublewin.experiments.game;

import doublewin.dwq.PrecisionMixture;
import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.evaluate.Candidate;
import doublewin.dwq.evaluate.Columns;
import doublewin.dwq.evaluate.Outcomes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Images that an attacker moves along a line, by d from -1 to 1. Member q has an image right while {@code score + slope d}
 * is positive. So the best answer to a mixture is found by trying the points past each boundary.
 *
 * @param scores [image][member], positive
 * @param slopes [image][member]
 */
record LineGame(double[][] scores, double[][] slopes) {
    private static final double PAST = 1e-6;

    /** Scores .05 + .1 d and .05 - .1 d: each member is lost alone, never both. */
    static LineGame pennies(int images) {
        return new LineGame(repeated(images, 0.05, 0.05), repeated(images, 0.1, -0.1));
    }

    /** Scores 1 + .5 d and .07 - .1 d: what lowers the first score raises the second, and the first is never lost. */
    static LineGame averaging(int images) {
        return new LineGame(repeated(images, 1, 0.07), repeated(images, 0.5, -0.1));
    }

    private static double[][] repeated(int images, double... values) {
        return Collections.nCopies(images, values).toArray(double[][]::new);
    }

    /** Boundaries anywhere from the image itself to a little out of reach, on either side. */
    static LineGame random(int images, int members, SplittableRandom random) {
        double[][] scores = new double[images][members];
        double[][] slopes = new double[images][members];
        for (int image = 0; image < images; image++) {
            for (int q = 0; q < members; q++) {
                scores[image][q] = random.nextDouble(0.01, 1.2);
                slopes[image][q] = random.nextInt(3) == 0 ? -1 : 1;
            }
        }
        return new LineGame(scores, slopes);
    }

    private int images() {
        return scores.length;
    }

    private int members() {
        return scores[0].length;
    }

    private PrecisionSet precisions() {
        return PrecisionSet.parse("4.." + (3 + members()));
    }

    private boolean isRight(int image, int member, double d) {
        return scores[image][member] + slopes[image][member] * d > 0;
    }

    /** Every point that a best answer can be at: none, and just past each member's boundary where that is in reach. */
    private double[] points(int image) {
        return IntStream.rangeClosed(0, members())
                .mapToDouble(q -> q == members() ? 0 : -(scores[image][q] + PAST) / slopes[image][q])
                .filter(d -> Math.abs(d) <= 1)
                .toArray();
    }

    private double bestAnswer(int image, List<Double> weights) {
        double best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (double d : points(image)) {
            double left = 0;
            for (int q = 0; q < members(); q++) {
                left += isRight(image, q, d) ? weights.get(q) : 0;
            }
            if (left < least) {
                least = left;
                best = d;
            }
        }
        return best;
    }

    /** Clean images alone. */
    PoolGame clean() {
        return new PoolGame(table(List.of()));
    }

    /** The best answers to a mixture. */
    Outcomes answers(PrecisionMixture mixture) {
        double[] moves = IntStream.range(0, images())
                .mapToDouble(image -> bestAnswer(image, mixture.weights()))
                .toArray();
        return table(List.of(moves));
    }

    /** The game of all points that can matter: its value is the truth. */
    PoolGame whole() {
        List<double[]> all = new ArrayList<>();
        for (int place = 0; place <= members(); place++) {
            int wanted = place;
            all.add(IntStream.range(0, images())
                    .mapToDouble(image -> wanted < points(image).length ? points(image)[wanted] : 0)
                    .toArray());
        }
        return new PoolGame(table(all));
    }

    /** Outcomes of clean images, and of those that were moved: [candidate][image]. */
    private Outcomes table(List<double[]> moves) {
        List<Candidate> candidates = IntStream.range(0, moves.size())
                .mapToObj(k -> new Candidate("moved " + k, Candidate.Aim.MIXTURE, precisions()))
                .toList();
        Outcomes outcomes = new Outcomes(Columns.of(precisions()), candidates, images());
        for (int candidate = 0; candidate <= moves.size(); candidate++) {
            boolean[][] right = new boolean[members()][images()];
            for (int image = 0; image < images(); image++) {
                for (int q = 0; q < members(); q++) {
                    right[q][image] = isRight(image, q, candidate == 0 ? 0 : moves.get(candidate - 1)[image]);
                }
            }
            outcomes.of(candidate).enter(0, right, new GradientFindings());
        }
        return outcomes;
    }
}
