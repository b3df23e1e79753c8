package doublewin.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.List;
import java.util.SplittableRandom;

/** Seeded tensors for kernel tests, and their comparison bit for bit. */
public final class Batches {
    /** One image, a partly used last block, odd maps, awkward channel counts. */
    public static final List<Shape> AWKWARD = List.of(
            Shape.lanes(1, 1, 1, 1),
            Shape.lanes(1, 5, 3, 3),
            Shape.lanes(17, 3, 5, 10),
            Shape.lanes(16, 4, 4, 16),
            Shape.lanes(31, 9, 7, 5),
            Shape.lanes(33, 17, 8, 18));

    private Batches() {}

    /** Values of both signs, zeros among them; NaN in unused lanes, which no result may depend on. */
    public static Tensor random(Shape shape, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Tensor tensor = Tensor.zeros(shape);
        for (int i = 0; i < tensor.elements(); i++) {
            int draw = random.nextInt(20);
            float value = (float) random.nextDouble(-3, 5);
            tensor.set(i, draw == 0 ? 0f : draw == 1 ? -0f : value);
        }
        fillUnusedLanes(tensor, Float.NaN);
        return tensor;
    }

    public static float[] vector(int length, double low, double high, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble(low, high);
        }
        return values;
    }

    public static Tensor copy(Tensor tensor) {
        Tensor copy = Tensor.zeros(tensor.shape());
        copy.copyFrom(tensor);
        return copy;
    }

    public static void fillUnusedLanes(Tensor tensor, float value) {
        Shape shape = tensor.shape();
        if (!shape.isLanes()) {
            return;
        }
        int block = shape.blocks() - 1;
        int from = tensor.elements() / shape.blocks() * block;
        for (int i = from; i < tensor.elements(); i++) {
            if (i % Shape.LANES >= shape.imagesInBlock(block)) {
                tensor.set(i, value);
            }
        }
    }

    /** A channel's values by image and pixel. */
    public static double[] channel(Tensor x, int c) {
        Shape shape = x.shape();
        double[] values = new double[shape.images() * shape.height() * shape.width()];
        int i = 0;
        for (int n = 0; n < shape.images(); n++) {
            for (int h = 0; h < shape.height(); h++) {
                for (int w = 0; w < shape.width(); w++) {
                    values[i++] = x.get(LaneFormat.index(shape, n, h, w, c));
                }
            }
        }
        return values;
    }

    /** Bit for bit, in the lanes that hold images. */
    public static void assertSameBits(Tensor actual, Tensor expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        float[] found = expected.shape().isLanes() ? LaneFormat.unpack(actual) : actual.toArray();
        float[] wanted = expected.shape().isLanes() ? LaneFormat.unpack(expected) : expected.toArray();
        assertThat(bits(found)).isEqualTo(bits(wanted));
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToIntBits(values[i]);
        }
        return bits;
    }
}
