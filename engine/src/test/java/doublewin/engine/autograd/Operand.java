package doublewin.engine.autograd;

import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.SplittableRandom;

/**
 * An operand of an operation under test.
 *
 * @param values in N,C,H,W order for a lane shape, else row-major
 */
record Operand(String name, Shape shape, float[] values) {

    /** Uniform values in [low, high], but none within a hundredth of zero, where a rectifier has no derivative. */
    static Operand random(String name, Shape shape, double low, double high, SplittableRandom random) {
        int count =
                shape.isLanes() ? shape.images() * shape.channels() * shape.height() * shape.width() : shape.elements();
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            do {
                values[i] = (float) (low + (high - low) * random.nextDouble());
            } while (Math.abs(values[i]) < 0.01);
        }
        return new Operand(name, shape, values);
    }

    static Operand random(String name, Shape shape, SplittableRandom random) {
        return random(name, shape, -1, 1, random);
    }

    /** As a tensor. Lanes past the last image hold large numbers, which no reduction over images may see. */
    Tensor tensor() {
        if (!shape.isLanes()) {
            return Tensor.of(shape, values);
        }
        Tensor tensor = Tensor.zeros(shape);
        LaneFormat.pack(values, tensor);
        for (int i = 0; i < tensor.elements(); i++) {
            if (i / (tensor.elements() / shape.blocks()) * Shape.LANES + i % Shape.LANES >= shape.images()) {
                tensor.set(i, 1000 + i % 7);
            }
        }
        return tensor;
    }

    double[] doubles() {
        double[] doubles = new double[values.length];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    /** A tensor's values in an operand's order. */
    static float[] valuesOf(Tensor tensor) {
        return tensor.shape().isLanes() ? LaneFormat.unpack(tensor) : tensor.toArray();
    }
}
