package doublewin.dwq.attack;

import java.util.Arrays;
import java.util.List;

/**
 * Classifiers of which one, drawn with given probabilities, answers: a network under random precision inference, as an
 * attacker sees it who knows the distribution and not the draw.
 *
 * @param members the classifiers, at least one, all of the same classes; unmodifiable
 * @param weights the probability of each, rounded to a multiple of 2^-40, so that sums of weights are exact in any order;
 *     not to be changed
 */
public record Mixture(List<DifferentiableModel> members, double[] weights) {
    private static final double UNIT = 0x1p-40;
    /** Rounding may move the sum by half a unit a member. */
    private static final double TOLERANCE = 1e-9;

    /** Checks and rounds the weights. */
    public Mixture {
        members = List.copyOf(members);
        if (members.isEmpty() || members.size() != weights.length) {
            throw new IllegalArgumentException("mixture: " + members.size() + " members and " + weights.length
                    + " weights, expected at least one member and a weight for each");
        }
        weights = weights.clone();
        double sum = 0;
        for (int q = 0; q < weights.length; q++) {
            if (!(weights[q] >= 0 && weights[q] <= 1 + TOLERANCE)) {
                throw new IllegalArgumentException(
                        "mixture: weight " + q + " is " + weights[q] + ", expected a probability");
            }
            sum += weights[q];
            weights[q] = Math.rint(weights[q] / UNIT) * UNIT;
        }
        if (!(Math.abs(sum - 1) <= TOLERANCE)) {
            throw new IllegalArgumentException("mixture: the weights sum to " + sum + ", expected 1");
        }
    }

    /** Members that are drawn with equal probability. */
    public static Mixture uniform(List<? extends DifferentiableModel> members) {
        double[] weights = new double[members.size()];
        Arrays.fill(weights, 1.0 / weights.length);
        return new Mixture(List.copyOf(members), weights);
    }

    /** Number of classes. */
    public int classes() {
        return members.getFirst().classes();
    }

    /** Number of members. */
    public int size() {
        return members.size();
    }
}
