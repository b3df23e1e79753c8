package doublewin.dwq.attack;

import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/** Reads and writes one image of a batch in lane format as an array, in (height, width, channel) order. */
public final class ImageValues {
    private ImageValues() {}

    /** The values of an image. */
    public static float[] read(Tensor x, int image) {
        float[] values = new float[x.elements() / (x.shape().blocks() * Shape.LANES)];
        int at = start(x, image);
        for (int i = 0; i < values.length; i++) {
            values[i] = x.array()[at + i * Shape.LANES];
        }
        return values;
    }

    /** Replaces the values of an image. */
    public static void write(float[] values, Tensor x, int image) {
        int at = start(x, image);
        for (int i = 0; i < values.length; i++) {
            x.array()[at + i * Shape.LANES] = values[i];
        }
    }

    private static int start(Tensor x, int image) {
        return x.offset() + LaneFormat.index(x.shape(), image, 0, 0, 0);
    }
}
