package doublewin.engine.kernel.point;

import doublewin.engine.kernel.lane.Lanes;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import jdk.incubator.vector.FloatVector;

/**
 * Average pooling over square windows that tile the map.
 *
 * <p>An output is, as in the reference, the sum of its window's values row by row, times 1 / window^2. Unlike the
 * reference, the kernel adds a pixel to all channels at once, so that it reads memory in order.
 */
public final class AveragePool {
    private AveragePool() {}

    /**
     * y = the averages of x.
     *
     * @param x (images, H, W, C) in lane format
     * @param window side of the window, which divides H and W
     * @param y (images, H / window, W / window, C) in lane format
     */
    public static void forward(WorkerPool pool, Tensor x, int window, Tensor y) {
        y.requireShape("average pool: result", pooled(x.shape(), window));
        Shape out = y.shape();
        int length = out.channels() * Shape.LANES;
        int width = x.shape().width();
        pool.run(out.blocks() * out.height() * out.width(), (pixel, scratch) -> {
            // Rows of all blocks are one tall map, since the window divides a block's height.
            int row = pixel / out.width() * window;
            int column = pixel % out.width() * window;
            int from = x.offset() + (row * width + column) * length;
            forward(x.array(), from, width * length, window, y.array(), y.offset() + pixel * length, length);
        });
    }

    /**
     * dx = each window's dy / window^2.
     *
     * @param dy (images, H / window, W / window, C) in lane format
     * @param dx (images, H, W, C) in lane format
     */
    public static void backward(WorkerPool pool, Tensor dy, int window, Tensor dx) {
        dy.requireShape("average pool gradient: gradient of the result", pooled(dx.shape(), window));
        Shape out = dy.shape();
        int length = out.channels() * Shape.LANES;
        int width = dx.shape().width();
        pool.run(out.blocks() * out.height() * out.width(), (pixel, scratch) -> {
            int row = pixel / out.width() * window;
            int column = pixel % out.width() * window;
            int from = dx.offset() + (row * width + column) * length;
            backward(dy.array(), dy.offset() + pixel * length, window, dx.array(), from, width * length, length);
        });
    }

    /** Shape of the averages; fails unless the window divides the map. */
    public static Shape pooled(Shape shape, int window) {
        if (window < 1 || shape.height() % window != 0 || shape.width() % window != 0) {
            throw new IllegalArgumentException("average pool: a window of " + window
                    + " does not divide the maps of a batch of shape " + shape + "; choose one that does");
        }
        return Shape.lanes(shape.images(), shape.height() / window, shape.width() / window, shape.channels());
    }

    /** 1 / window^2, rounded once. */
    static float factor(int window) {
        return 1f / (window * window);
    }

    private static void forward(float[] x, int xStart, int rowLength, int window, float[] y, int yStart, int length) {
        FloatVector factor = FloatVector.broadcast(Lanes.SPECIES, factor(window));
        for (int i = 0; i < length; i += Lanes.WIDTH) {
            FloatVector.zero(Lanes.SPECIES).intoArray(y, yStart + i);
        }
        for (int h = 0; h < window; h++) {
            for (int w = 0; w < window; w++) {
                int from = xStart + h * rowLength + w * length;
                for (int i = 0; i < length; i += Lanes.WIDTH) {
                    FloatVector.fromArray(Lanes.SPECIES, y, yStart + i)
                            .add(FloatVector.fromArray(Lanes.SPECIES, x, from + i))
                            .intoArray(y, yStart + i);
                }
            }
        }
        for (int i = 0; i < length; i += Lanes.WIDTH) {
            FloatVector.fromArray(Lanes.SPECIES, y, yStart + i).mul(factor).intoArray(y, yStart + i);
        }
    }

    private static void backward(
            float[] dy, int dyStart, int window, float[] dx, int dxStart, int rowLength, int length) {
        FloatVector factor = FloatVector.broadcast(Lanes.SPECIES, factor(window));
        for (int h = 0; h < window; h++) {
            for (int w = 0; w < window; w++) {
                int from = dxStart + h * rowLength + w * length;
                for (int i = 0; i < length; i += Lanes.WIDTH) {
                    FloatVector.fromArray(Lanes.SPECIES, dy, dyStart + i)
                            .mul(factor)
                            .intoArray(dx, from + i);
                }
            }
        }
    }
}
