package doublewin.dwq.attack;

/**
 * Difference of logits ratio, DLR (Croce and Hein, 2020): {@code -m / (z1 - z3 + 1e-12)}, with the margin {@code m} of the
 * true class and the logits sorted, {@code z1 >= z2 >= z3}. Shifting or scaling all logits leaves it as it is. The gradient
 * flows through {@code z1} and {@code z3}, too.
 */
public final class DifferenceOfLogitsRatio extends PerImageLoss {
    /** The loss. */
    public static final DifferenceOfLogitsRatio DLR = new DifferenceOfLogitsRatio();

    static final double FLOOR = 1e-12;
    private static final int LEAST_CLASSES = 3;

    private DifferenceOfLogitsRatio() {}

    @Override
    void requireClasses(int classes) {
        if (classes < LEAST_CLASSES) {
            throw new IllegalArgumentException(
                    "DLR loss: expected at least " + LEAST_CLASSES + " classes, found " + classes);
        }
    }

    @Override
    double loss(double[] z, int label, int image) {
        int[] order = SortedLogits.descending(z);
        return -Margin.of(z, label) / (z[order[0]] - z[order[2]] + FLOOR);
    }

    @Override
    void gradient(double[] z, int label, int image, double[] dz) {
        int[] order = SortedLogits.descending(z);
        double spread = z[order[0]] - z[order[2]] + FLOOR;
        double margin = Margin.of(z, label);
        dz[label] -= 1 / spread;
        dz[largestBut(z, label)] += 1 / spread;
        dz[order[0]] += margin / (spread * spread);
        dz[order[2]] -= margin / (spread * spread);
    }

    @Override
    public String toString() {
        return "DLR";
    }
}
