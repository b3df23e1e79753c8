package doublewin.dwq.attack;

/**
 * The margin by which the true class is ahead, as a loss: {@code -m}, with {@code m = z_y - max of the other logits}. An
 * attack stops raising it at {@code kappa} (Carlini and Wagner, 2017): the loss is {@code min(-m, kappa)}.
 */
public final class Margin extends PerImageLoss {
    /** The loss without bound. */
    public static final Margin UNBOUNDED = new Margin(Float.POSITIVE_INFINITY);

    private final float kappa;

    /**
     * The loss up to a bound.
     *
     * @param kappa how far another class shall be ahead, at least 0
     */
    public Margin(float kappa) {
        if (!(kappa >= 0)) {
            throw new IllegalArgumentException("margin loss: kappa is " + kappa + ", expected at least 0");
        }
        this.kappa = kappa;
    }

    /** {@code m}: above 0 for an image classified correctly; 0 and below for others and for ties. */
    static double of(double[] z, int label) {
        return z[label] - z[largestBut(z, label)];
    }

    @Override
    void requireClasses(int classes) {
        if (classes < 2) {
            throw new IllegalArgumentException("margin loss: expected at least 2 classes, found " + classes);
        }
    }

    @Override
    double loss(double[] z, int label, int image) {
        return Math.min(-of(z, label), kappa);
    }

    @Override
    void gradient(double[] z, int label, int image, double[] dz) {
        if (-of(z, label) < kappa) {
            dz[largestBut(z, label)] = 1;
            dz[label] = -1;
        }
    }

    @Override
    public String toString() {
        return "margin";
    }
}
