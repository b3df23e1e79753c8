package doublewin.engine.autograd;

import doublewin.engine.random.Purpose;
import doublewin.engine.random.RandomKey;
import doublewin.engine.random.RandomStream;
import doublewin.engine.tensor.Shape;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Which elements of a gradient are compared where all would take too long: drawn, so that no pattern of the map repeats
 * in them, and so many that every image, channel, row and column is met.
 */
final class Samples {
    private Samples() {}

    /**
     * Flat indices into the values of a tensor, in the order of {@link Operand#valuesOf}.
     *
     * @param least how many at least, where there are so many
     */
    static int[] of(Shape shape, int least) {
        int[] axes = axes(shape);
        int elements = Arrays.stream(axes).reduce(1, Math::multiplyExact);
        int[] order = RandomStream.permutation(RandomKey.of(elements, Purpose.DATA_ORDER), elements);
        BitSet[] met = new BitSet[axes.length];
        Arrays.setAll(met, axis -> new BitSet());
        int[] samples = new int[elements];
        int count = 0;
        for (int index : order) {
            boolean isNew = false;
            int rest = index;
            for (int axis = axes.length - 1; axis >= 0; axis--) {
                isNew |= !met[axis].get(rest % axes[axis]);
                rest /= axes[axis];
            }
            if (isNew || count < least) {
                rest = index;
                for (int axis = axes.length - 1; axis >= 0; axis--) {
                    met[axis].set(rest % axes[axis]);
                    rest /= axes[axis];
                }
                samples[count++] = index;
            }
        }
        for (int axis = 0; axis < axes.length; axis++) {
            if (met[axis].cardinality() != axes[axis]) {
                throw new AssertionError("samples: axis " + axis + " of " + shape + " is not met everywhere");
            }
        }
        return Arrays.copyOf(samples, count);
    }

    private static int[] axes(Shape shape) {
        if (shape.isLanes()) {
            return new int[] {shape.images(), shape.channels(), shape.height(), shape.width()};
        }
        int[] axes = new int[shape.rank()];
        Arrays.setAll(axes, shape::dim);
        return axes;
    }
}
