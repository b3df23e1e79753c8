package doublewin.engine.kernel.point;

import doublewin.engine.kernel.lane.Lanes;
import doublewin.engine.kernel.lane.Pixels;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Steps and projections of a perturbation delta of a normalised image x, in the official order:
 *
 * <pre>
 *   delta = delta + alpha * sign(gradient)          sign(0) = 0, and so is the sign of a NaN
 *   delta = clamp(delta, -epsilon, epsilon)
 *   delta = max(min(delta, upper - x), lower - x)   x + delta is a valid image
 * </pre>
 *
 * Differs from its reference in the vectors alone. Unused lanes are treated like the others.
 */
public final class Perturbation {
    private Perturbation() {}

    /**
     * Moves delta one step along the sign of the gradient, in place.
     *
     * @param x the clean images, in lane format
     * @param gradient of the loss at x + delta, in x's shape
     * @param delta in x's shape
     */
    public static void step(WorkerPool pool, Tensor x, Tensor gradient, PerturbationBounds bounds, Tensor delta) {
        requireShapes(x, bounds, delta);
        gradient.requireShape("perturbation: gradient", x.shape());
        Pixels.run(pool, x.shape(), (from, pixels) -> step(x, gradient, bounds, delta, from, pixels));
    }

    /** Clamps delta, in place, so that x + delta is a valid image. */
    public static void clampToBox(WorkerPool pool, Tensor x, PerturbationBounds bounds, Tensor delta) {
        requireShapes(x, bounds, delta);
        Pixels.run(pool, x.shape(), (from, pixels) -> clampToBox(x, bounds, delta, from, pixels));
    }

    static void requireShapes(Tensor x, PerturbationBounds bounds, Tensor delta) {
        if (bounds.channels() != x.shape().channels()) {
            throw new IllegalArgumentException("perturbation: bounds of " + bounds.channels()
                    + " channels do not fit a batch of shape " + x.shape());
        }
        delta.requireShape("perturbation: delta", x.shape());
    }

    private static void step(Tensor x, Tensor gradient, PerturbationBounds bounds, Tensor delta, int from, int pixels) {
        float[] images = x.array();
        float[] slopes = gradient.array();
        float[] deltas = delta.array();
        int imageStart = x.offset() + from;
        int slopeStart = gradient.offset() + from;
        int deltaStart = delta.offset() + from;
        int channels = bounds.channels();
        FloatVector zero = FloatVector.zero(Lanes.SPECIES);
        for (int c = 0; c < channels; c++) {
            FloatVector epsilon = FloatVector.broadcast(Lanes.SPECIES, bounds.epsilon()[c]);
            FloatVector alpha = FloatVector.broadcast(Lanes.SPECIES, bounds.alpha()[c]);
            FloatVector lower = FloatVector.broadcast(Lanes.SPECIES, bounds.lower()[c]);
            FloatVector upper = FloatVector.broadcast(Lanes.SPECIES, bounds.upper()[c]);
            for (int p = 0; p < pixels; p++) {
                for (int lane = 0; lane < Shape.LANES; lane += Lanes.WIDTH) {
                    int at = (p * channels + c) * Shape.LANES + lane;
                    FloatVector slope = FloatVector.fromArray(Lanes.SPECIES, slopes, slopeStart + at);
                    FloatVector move = zero.blend(alpha, slope.compare(VectorOperators.GT, zero))
                            .blend(alpha.neg(), slope.compare(VectorOperators.LT, zero));
                    FloatVector moved = FloatVector.fromArray(Lanes.SPECIES, deltas, deltaStart + at)
                            .add(move);
                    FloatVector image = FloatVector.fromArray(Lanes.SPECIES, images, imageStart + at);
                    toBox(Lanes.clamp(moved, epsilon.neg(), epsilon), image, lower, upper)
                            .intoArray(deltas, deltaStart + at);
                }
            }
        }
    }

    private static void clampToBox(Tensor x, PerturbationBounds bounds, Tensor delta, int from, int pixels) {
        float[] images = x.array();
        float[] deltas = delta.array();
        int imageStart = x.offset() + from;
        int deltaStart = delta.offset() + from;
        int channels = bounds.channels();
        for (int c = 0; c < channels; c++) {
            FloatVector lower = FloatVector.broadcast(Lanes.SPECIES, bounds.lower()[c]);
            FloatVector upper = FloatVector.broadcast(Lanes.SPECIES, bounds.upper()[c]);
            for (int p = 0; p < pixels; p++) {
                for (int lane = 0; lane < Shape.LANES; lane += Lanes.WIDTH) {
                    int at = (p * channels + c) * Shape.LANES + lane;
                    FloatVector image = FloatVector.fromArray(Lanes.SPECIES, images, imageStart + at);
                    toBox(FloatVector.fromArray(Lanes.SPECIES, deltas, deltaStart + at), image, lower, upper)
                            .intoArray(deltas, deltaStart + at);
                }
            }
        }
    }

    /** The upper bound first, as the official code has it. */
    private static FloatVector toBox(FloatVector delta, FloatVector image, FloatVector lower, FloatVector upper) {
        FloatVector most = upper.sub(image);
        FloatVector least = lower.sub(image);
        FloatVector atMost = delta.blend(most, delta.compare(VectorOperators.GT, most));
        return atMost.blend(least, atMost.compare(VectorOperators.LT, least));
    }
}
