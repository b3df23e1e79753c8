package doublewin.engine.kernel.convolution;

import doublewin.engine.kernel.lane.Lanes;
import doublewin.engine.tensor.Shape;

/**
 * One tile of a convolution: 4 outputs (channels) times 1 to 4 lane groups (pixels), each one chain of fused
 * multiply-adds over {@code rows} rows of {@code length} lane groups.
 *
 * <pre>
 *   y[j][k] = sum over r &lt; rows, i &lt; length of  x[j][r][i] * w[r][i][k]       k &lt; 4, j &lt; pixels
 *
 *   x[j][r][i]  16 lanes at  x0 + j * xStride + r * xRowStride + i * 16      a stream: filter columns and channels of one row
 *   w[r][i][k]  a scalar at  w0 + (r * length + i) * 4 + k           a stream, read once
 *   y[j][k]     16 lanes at  y0 + j * yStride + k * 16
 * </pre>
 *
 * <p>It is put together from the micro-kernels {@link Tile4x4}, {@link Tile4x2} and {@link Tile4x1}; vectors shorter than
 * a lane group are taken in pairs, by {@link Tile4x2}. Each of them owns its whole reduction loop and keeps its
 * accumulators in named locals: arrays and ints go in, no vector crosses a call. 16 accumulators hide the latency of a
 * multiply-add and stay in registers; with 24 the compiler spills and half the speed is gone. The square of 4 x 4 needs 8
 * loads for 16 multiply-adds where 8 x 2 needs 10, which decides on machines that multiply as often as they load in a
 * cycle. Starting from zero and going on from y are two methods, since with a flag some virtual machines compiled both to a
 * quarter of the speed. In 4 x 4, two lane groups a turn of the loop are worth 8 points; four lose them again. The shape of
 * a tile never changes a bit.
 */
final class ConvolutionTile {
    /** Output channels, or what takes their place, of a tile. With 4 x 4 there are 8 loads for 16 multiply-adds. */
    static final int TILE = 4;

    /** Most lane groups of a tile: 16 accumulators hide the latency, and from some 22 on the compiler spills them. */
    static final int PIXELS = 4;

    private static final int LANES = Shape.LANES;
    private static final int WIDTH = Lanes.WIDTH;

    private ConvolutionTile() {}

    /** Overwrites y[0..pixels) with sums from +0; {@code pixels} is 1 to 4. */
    static void start(
            float[] x,
            int x0,
            int xStride,
            int xRowStride,
            int rows,
            int length,
            float[] w,
            int w0,
            float[] y,
            int y0,
            int yStride,
            int pixels) {
        if (WIDTH == LANES && pixels == PIXELS) {
            Tile4x4.start(
                    x,
                    x0,
                    x0 + xStride,
                    x0 + 2 * xStride,
                    x0 + 3 * xStride,
                    xRowStride,
                    rows,
                    length,
                    w,
                    w0,
                    y,
                    y0,
                    yStride);
        } else if (WIDTH == LANES) {
            int j = 0;
            for (; j < pixels - 1; j += 2) {
                int xa = x0 + j * xStride;
                int ya = y0 + j * yStride;
                Tile4x2.start(x, xa, xa + xStride, xRowStride, rows, length, w, w0, y, ya, ya + yStride);
            }
            if (j < pixels) {
                Tile4x1.start(x, x0 + j * xStride, xRowStride, rows, length, w, w0, y, y0 + j * yStride);
            }
        } else {
            for (int lane = 0; lane < pixels * LANES; lane += 2 * WIDTH) {
                int xa = x0 + lane / LANES * xStride + lane % LANES;
                int ya = y0 + lane / LANES * yStride + lane % LANES;
                Tile4x2.start(x, xa, xa + WIDTH, xRowStride, rows, length, w, w0, y, ya, ya + WIDTH);
            }
        }
    }

    /** Goes on with the chains that y[0..pixels) holds; {@code pixels} is 1 to 4. */
    static void resume(
            float[] x,
            int x0,
            int xStride,
            int xRowStride,
            int rows,
            int length,
            float[] w,
            int w0,
            float[] y,
            int y0,
            int yStride,
            int pixels) {
        if (WIDTH == LANES && pixels == PIXELS) {
            Tile4x4.resume(
                    x,
                    x0,
                    x0 + xStride,
                    x0 + 2 * xStride,
                    x0 + 3 * xStride,
                    xRowStride,
                    rows,
                    length,
                    w,
                    w0,
                    y,
                    y0,
                    yStride);
        } else if (WIDTH == LANES) {
            int j = 0;
            for (; j < pixels - 1; j += 2) {
                int xa = x0 + j * xStride;
                int ya = y0 + j * yStride;
                Tile4x2.resume(x, xa, xa + xStride, xRowStride, rows, length, w, w0, y, ya, ya + yStride);
            }
            if (j < pixels) {
                Tile4x1.resume(x, x0 + j * xStride, xRowStride, rows, length, w, w0, y, y0 + j * yStride);
            }
        } else {
            for (int lane = 0; lane < pixels * LANES; lane += 2 * WIDTH) {
                int xa = x0 + lane / LANES * xStride + lane % LANES;
                int ya = y0 + lane / LANES * yStride + lane % LANES;
                Tile4x2.resume(x, xa, xa + WIDTH, xRowStride, rows, length, w, w0, y, ya, ya + WIDTH);
            }
        }
    }

    /** {@link #start} with 4 lane groups that start anywhere. */
    static void startApart(
            float[] x,
            int x0,
            int x1,
            int x2,
            int x3,
            int xRowStride,
            int rows,
            int length,
            float[] w,
            int w0,
            float[] y,
            int y0,
            int yStride) {
        if (WIDTH == LANES) {
            Tile4x4.start(x, x0, x1, x2, x3, xRowStride, rows, length, w, w0, y, y0, yStride);
        } else {
            start(x, x0, 0, xRowStride, rows, length, w, w0, y, y0, yStride, 1);
            start(x, x1, 0, xRowStride, rows, length, w, w0, y, y0 + yStride, yStride, 1);
            start(x, x2, 0, xRowStride, rows, length, w, w0, y, y0 + 2 * yStride, yStride, 1);
            start(x, x3, 0, xRowStride, rows, length, w, w0, y, y0 + 3 * yStride, yStride, 1);
        }
    }
}
