package doublewin.engine.kernel.quantise;

import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.NonFiniteException;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/** Smallest and largest value, one value after the other. */
public final class ReferenceRangeFinder {
    private ReferenceRangeFinder() {}

    /**
     * Range of all elements; of a batch in lane format, of its images' elements.
     *
     * @throws NonFiniteException naming the first NaN or infinity and its place
     */
    public static Range perTensor(Tensor x) {
        Shape shape = x.shape();
        return shape.isLanes() ? ofImages(x, shape) : ofElements("range", x, 0, x.elements());
    }

    private static Range ofImages(Tensor x, Shape shape) {
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        for (int n = 0; n < shape.images(); n++) {
            for (int h = 0; h < shape.height(); h++) {
                for (int w = 0; w < shape.width(); w++) {
                    for (int c = 0; c < shape.channels(); c++) {
                        float value = x.get(LaneFormat.index(shape, n, h, w, c));
                        if (!Float.isFinite(value)) {
                            throw new NonFiniteException("range: found " + value + " in image " + n + ", channel " + c
                                    + ", row " + h + ", column " + w + " of a batch of shape " + shape);
                        }
                        min = value < min ? value : min;
                        max = value > max ? value : max;
                    }
                }
            }
        }
        return new Range(min + 0f, max + 0f);
    }

    /** Range of elements {@code from} to {@code to - 1} of a plain tensor. */
    static Range ofElements(String operation, Tensor x, int from, int to) {
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            float value = x.get(i);
            if (!Float.isFinite(value)) {
                throw new NonFiniteException(
                        operation + ": found " + value + " at element " + i + " of a tensor of shape " + x.shape());
            }
            min = value < min ? value : min;
            max = value > max ? value : max;
        }
        return new Range(min + 0f, max + 0f);
    }
}
