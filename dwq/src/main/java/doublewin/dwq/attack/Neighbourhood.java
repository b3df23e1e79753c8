package doublewin.dwq.attack;

import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/**
 * What a threat model allows around each image of a batch, in pixel units: 1 is the brightest pixel. Attacks that measure
 * lengths keep a perturbation {@code delta} in these units, and come here to project it, to see the image that it makes,
 * and to turn a gradient by normalised values into one by pixels.
 *
 * <p>In the Linf ball, ball and box of valid images are one interval for each value, so that one clamp projects onto both.
 * In the L2 ball a perturbation is shortened to epsilon first and clamped to the box after it.
 */
public final class Neighbourhood {
    private static final double BRIGHTEST = 255.0;

    private final Batch batch;
    private final ThreatModel threat;
    private final float epsilon;
    private final float[] std;
    private final float[] toPixels;
    private final Tensor lower;
    private final Tensor upper;

    /**
     * The neighbourhoods of a batch's images.
     *
     * @param arena of which it takes the bounds; they live as long as what the caller takes next to them
     */
    public Neighbourhood(Batch batch, ThreatModel threat, Arena arena) {
        this.batch = batch;
        this.threat = threat;
        this.epsilon = (float) (threat.epsilon() / BRIGHTEST);
        this.std = batch.normalisation().std();
        this.toPixels = new float[std.length];
        for (int c = 0; c < std.length; c++) {
            toPixels[c] = 1 / std[c];
        }
        this.lower = arena.allocate(batch.x().shape());
        this.upper = arena.allocate(batch.x().shape());
        fillBounds();
    }

    private void fillBounds() {
        float[] mean = batch.normalisation().mean();
        float reach = threat.ball() == Ball.LINF ? epsilon : 1;
        Tensor x = batch.x();
        for (int i = 0; i < x.elements(); i++) {
            int c = i / Shape.LANES % std.length;
            float pixel = Math.clamp(x.array()[x.offset() + i] * std[c] + mean[c], 0, 1);
            lower.array()[lower.offset() + i] = Math.max(-reach, -pixel);
            upper.array()[upper.offset() + i] = Math.min(reach, 1 - pixel);
        }
    }

    /** Epsilon in pixel units. */
    public float epsilon() {
        return epsilon;
    }

    /** The lowest perturbation of each value that the box, and in the Linf ball epsilon, allows; not to be changed. */
    public Tensor lower() {
        return lower;
    }

    /** The highest perturbation of each value that the box, and in the Linf ball epsilon, allows; not to be changed. */
    public Tensor upper() {
        return upper;
    }

    /**
     * Brings perturbations back to what is allowed.
     *
     * @param delta in pixel units, of the shape of the batch's images
     */
    public void project(Tensor delta) {
        if (threat.ball() == Ball.L2) {
            shorten(delta);
        }
        clamp(delta);
    }

    /** Scales each image's perturbation that is longer than epsilon, in the Euclidean norm, to that length. */
    private void shorten(Tensor delta) {
        double[] lengths = new double[delta.shape().images()];
        ImageNorms.l2(delta, lengths);
        float[] factors = new float[lengths.length];
        for (int n = 0; n < factors.length; n++) {
            factors[n] = lengths[n] > epsilon ? (float) (epsilon / lengths[n]) : 1;
        }
        ImageSums.scale(delta, factors);
    }

    /** Clamps every value to {@link #lower} and {@link #upper}. */
    public void clamp(Tensor delta) {
        delta.requireShape("neighbourhood: perturbation", lower.shape());
        for (int i = 0; i < delta.elements(); i++) {
            float low = lower.array()[lower.offset() + i];
            float high = upper.array()[upper.offset() + i];
            float value = delta.array()[delta.offset() + i];
            delta.array()[delta.offset() + i] = Math.max(low, Math.min(high, value));
        }
    }

    /**
     * The perturbed images as a network sees them: the batch's own where delta is 0.
     *
     * @param delta in pixel units
     * @param shown overwritten with normalised images
     */
    public void show(Tensor delta, Tensor shown) {
        Tensor x = batch.x();
        shown.requireShape("neighbourhood: images", x.shape());
        for (int i = 0; i < x.elements(); i++) {
            int c = i / Shape.LANES % std.length;
            shown.array()[shown.offset() + i] =
                    x.array()[x.offset() + i] + toPixels[c] * delta.array()[delta.offset() + i];
        }
    }

    /** Turns a gradient by normalised values into one by pixels, in place: a pixel's change is 1 / std of theirs. */
    public void byPixels(Tensor dx) {
        ImageSums.scaleChannels(dx, toPixels);
    }
}
