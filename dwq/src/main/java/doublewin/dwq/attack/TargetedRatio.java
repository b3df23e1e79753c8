package doublewin.dwq.attack;

import java.util.Arrays;

/**
 * Targeted difference of logits ratio (Croce and Hein, 2020): {@code -(z_y - z_t) / (z1 - (z3 + z4) / 2 + 1e-12)} for a
 * target class {@code t} of each image, with the logits sorted. The gradient flows through all of them.
 */
public final class TargetedRatio extends PerImageLoss {
    private static final int LEAST_CLASSES = 4;
    private static final int THIRD = 2;
    private static final int FOURTH = 3;

    private final int[] targets;

    /**
     * The loss of so many images.
     *
     * @param targets the class that each image shall be given, not its own
     */
    public TargetedRatio(int[] targets) {
        this.targets = targets.clone();
    }

    @Override
    public LogitLoss at(int[] positions) {
        return new TargetedRatio(Arrays.stream(positions).map(n -> targets[n]).toArray());
    }

    @Override
    void requireClasses(int classes) {
        if (classes < LEAST_CLASSES) {
            throw new IllegalArgumentException(
                    "targeted DLR loss: expected at least " + LEAST_CLASSES + " classes, found " + classes);
        }
    }

    @Override
    double loss(double[] z, int label, int image) {
        return -(z[label] - z[targets[image]]) / spread(z, SortedLogits.descending(z));
    }

    @Override
    void gradient(double[] z, int label, int image, double[] dz) {
        int[] order = SortedLogits.descending(z);
        double spread = spread(z, order);
        double ahead = z[label] - z[targets[image]];
        dz[label] -= 1 / spread;
        dz[targets[image]] += 1 / spread;
        dz[order[0]] += ahead / (spread * spread);
        dz[order[THIRD]] -= ahead / (2 * spread * spread);
        dz[order[FOURTH]] -= ahead / (2 * spread * spread);
    }

    private static double spread(double[] z, int[] order) {
        return z[order[0]] - (z[order[THIRD]] + z[order[FOURTH]]) / 2 + DifferenceOfLogitsRatio.FLOOR;
    }

    @Override
    public String toString() {
        return "targeted DLR";
    }
}
