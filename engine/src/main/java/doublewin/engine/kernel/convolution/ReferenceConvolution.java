package doublewin.engine.kernel.convolution;

import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/**
 * The equations of a convolution, one image and one output at a time, in the order of summation that the fast kernels
 * keep to the last bit:
 *
 * <pre>
 *   y[n,p,q,k]  = sum over c, r, s of  x[n, p*stride + r - pad, q*stride + s - pad, c] * w[k,c,r,s]
 *   dx[n,h,w,c] = sum over k, p, q of  dy[n,p,q,k] * w[k, c, h + pad - p*stride, w + pad - q*stride]
 *   dw[k,c,r,s] = sum over n, p, q of  dy[n,p,q,k] * x[n, p*stride + r - pad, q*stride + s - pad, c]
 * </pre>
 *
 * <p>Each y and dx is one chain of fused multiply-adds from +0: by blocks of summed channels
 * ({@link ConvShape#channelBlock}), then filter row, filter column (for dx: output row and column, increasing), then
 * channel. Padding takes part as zeros. Each dw is the sum, in order, of one such chain a chunk
 * ({@link ConvShape#chunkRows}), which runs over output row, output column and the images of one block.
 */
public final class ReferenceConvolution {
    private ReferenceConvolution() {}

    /**
     * Overwrites y, all 16 lanes of every block.
     *
     * @param x lane shape (N, H, W, C)
     * @param weight (K, C, R, S)
     * @param y lane shape (N, P, Q, K)
     */
    public static void forward(ConvShape shape, Tensor x, Tensor weight, Tensor y) {
        shape.requireInput(x, "input");
        shape.requireWeight(weight, "weight");
        shape.requireOutput(y, "output");
        for (int n = 0; n < y.shape().blocks() * Shape.LANES; n++) {
            for (int p = 0; p < shape.outHeight(); p++) {
                for (int q = 0; q < shape.outWidth(); q++) {
                    for (int k = 0; k < shape.outChannels(); k++) {
                        set(y, n, p, q, k, output(shape, x, weight, n, p, q, k));
                    }
                }
            }
        }
    }

    private static float output(ConvShape shape, Tensor x, Tensor weight, int n, int p, int q, int k) {
        int block = ConvShape.channelBlock(shape.inChannels());
        float sum = 0;
        for (int first = 0; first < shape.inChannels(); first += block) {
            int end = Math.min(first + block, shape.inChannels());
            for (int r = 0; r < shape.side(); r++) {
                int h = p * shape.stride() + r - shape.padding();
                for (int s = 0; s < shape.side(); s++) {
                    int w = q * shape.stride() + s - shape.padding();
                    for (int c = first; c < end; c++) {
                        sum = Math.fma(get(x, n, h, w, c), weight.get(tap(shape, k, c, r, s)), sum);
                    }
                }
            }
        }
        return sum;
    }

    /**
     * Overwrites dx, all 16 lanes of every block.
     *
     * @param dy lane shape (N, P, Q, K)
     * @param weight (K, C, R, S)
     * @param dx lane shape (N, H, W, C)
     */
    public static void inputGradient(ConvShape shape, Tensor dy, Tensor weight, Tensor dx) {
        shape.requireOutput(dy, "output gradient");
        shape.requireWeight(weight, "weight");
        shape.requireInput(dx, "input gradient");
        for (int n = 0; n < dx.shape().blocks() * Shape.LANES; n++) {
            for (int h = 0; h < shape.height(); h++) {
                for (int w = 0; w < shape.width(); w++) {
                    for (int c = 0; c < shape.inChannels(); c++) {
                        set(dx, n, h, w, c, inputGradient(shape, dy, weight, n, h, w, c));
                    }
                }
            }
        }
    }

    private static float inputGradient(ConvShape shape, Tensor dy, Tensor weight, int n, int h, int w, int c) {
        int block = ConvShape.channelBlock(shape.outChannels());
        float sum = 0;
        for (int first = 0; first < shape.outChannels(); first += block) {
            int end = Math.min(first + block, shape.outChannels());
            for (int r = shape.side() - 1; r >= 0; r--) {
                int p = h + shape.padding() - r;
                for (int s = shape.side() - 1; s >= 0; s--) {
                    int q = w + shape.padding() - s;
                    if (p % shape.stride() != 0 || q % shape.stride() != 0) {
                        continue; // the filter never met this pixel with this tap
                    }
                    for (int k = first; k < end; k++) {
                        float gradient = get(dy, n, p / shape.stride(), q / shape.stride(), k);
                        sum = Math.fma(gradient, weight.get(tap(shape, k, c, r, s)), sum);
                    }
                }
            }
        }
        return sum;
    }

    /**
     * Overwrites dweight. Lanes past the last image take no part.
     *
     * @param x lane shape (N, H, W, C)
     * @param dy lane shape (N, P, Q, K)
     * @param dweight (K, C, R, S)
     */
    public static void weightGradient(ConvShape shape, Tensor x, Tensor dy, Tensor dweight) {
        shape.requireInput(x, "input");
        shape.requireOutput(dy, "output gradient");
        shape.requireWeight(dweight, "weight gradient");
        dweight.fill(0);
        for (int block = 0; block < x.shape().blocks(); block++) {
            for (int row = 0; row < shape.outHeight(); row += shape.chunkRows()) {
                addChunk(shape, x, dy, dweight, block, row);
            }
        }
    }

    private static void addChunk(ConvShape shape, Tensor x, Tensor dy, Tensor dweight, int block, int row) {
        for (int k = 0; k < shape.outChannels(); k++) {
            for (int c = 0; c < shape.inChannels(); c++) {
                for (int r = 0; r < shape.side(); r++) {
                    for (int s = 0; s < shape.side(); s++) {
                        int tap = tap(shape, k, c, r, s);
                        dweight.set(tap, dweight.get(tap) + chunk(shape, x, dy, block, row, k, c, r, s));
                    }
                }
            }
        }
    }

    private static float chunk(ConvShape shape, Tensor x, Tensor dy, int block, int row, int k, int c, int r, int s) {
        int end = Math.min(row + shape.chunkRows(), shape.outHeight());
        int first = block * Shape.LANES;
        float sum = 0;
        for (int p = row; p < end; p++) {
            int h = p * shape.stride() + r - shape.padding();
            for (int q = 0; q < shape.outWidth(); q++) {
                int w = q * shape.stride() + s - shape.padding();
                for (int n = first; n < first + x.shape().imagesInBlock(block); n++) {
                    sum = Math.fma(get(x, n, h, w, c), get(dy, n, p, q, k), sum);
                }
            }
        }
        return sum;
    }

    private static int tap(ConvShape shape, int k, int c, int r, int s) {
        return ((k * shape.inChannels() + c) * shape.side() + r) * shape.side() + s;
    }

    /** The value, or zero outside the map. */
    private static float get(Tensor map, int n, int y, int x, int channel) {
        Shape shape = map.shape();
        if (y < 0 || y >= shape.height() || x < 0 || x >= shape.width()) {
            return 0;
        }
        return map.array()[map.offset() + LaneFormat.index(shape, n, y, x, channel)];
    }

    private static void set(Tensor map, int n, int y, int x, int channel, float value) {
        map.array()[map.offset() + LaneFormat.index(map.shape(), n, y, x, channel)] = value;
    }
}
