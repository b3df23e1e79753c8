package doublewin.engine.kernel.convolution;

import static doublewin.engine.tensor.Shape.LANES;

import doublewin.engine.kernel.lane.Lanes;
import jdk.incubator.vector.FloatVector;

/**
 * The transforms of F(4x4, 3x3) on lane laneGroups: each is a 6-point transform of all columns of a tile and then of all
 * rows, factored so that common sums are made once. {@link ReferenceWinograd} holds their matrices.
 *
 * <pre>
 *   input   V = B^T d B     6x6 pixels to 6x6 positions      12 operations a row or column
 *   output  y = A^T m A     6x6 positions to 4x4 pixels      10
 *   weight  U = G g G^T     3x3 taps to 6x6 positions         8
 *
 *   and for the weight gradient the transposes of the last two:
 *   W = A dY A^T            4x4 pixels to 6x6 positions
 *   dg = G^T dU G           6x6 positions to 3x3 taps
 * </pre>
 *
 * <p>Between its two passes a tile lies in a working memory, which stays in the first-level cache:
 * both passes at once need more values than there are registers.
 */
final class WinogradTransform {
    /** Side of a tile of outputs. */
    static final int OUTPUTS = 4;

    /** Side of a tile of inputs, and of the transformed tile. */
    static final int INPUTS = 6;

    /** Positions of a transformed tile. */
    static final int POSITIONS = INPUTS * INPUTS;

    /** Taps of a filter. */
    static final int TAPS = 9;

    /** Channels that the output transform takes at once; whole tiles of the micro-kernel. */
    static final int TOGETHER = 8;

    /** Floats of working memory that a transform needs. */
    static final int WORK = OUTPUTS * INPUTS * TOGETHER * LANES;

    private static final int SIDE = 3;
    private static final float SIXTH = 1 / 6f;
    private static final float TWELFTH = 1 / 12f;
    private static final float TWENTY_FOURTH = 1 / 24f;

    private WinogradTransform() {}

    /** Tiles that cover a map's side. */
    static int tiles(int side) {
        return (side + OUTPUTS - 1) / OUTPUTS;
    }

    /**
     * V = B^T d B for neighbouring channels of one tile.
     *
     * @param x the tile's pixels: channel c of pixel (i, j) at {@code x0 + i * row + j * column + c * 16}
     * @param v overwritten: position p of channel c at {@code v0 + p * position + c * 16}
     * @param work array with {@link #WORK} floats from {@code work0} on
     */
    static void input(
            float[] x,
            int x0,
            int row,
            int column,
            int channels,
            float[] v,
            int v0,
            int position,
            float[] work,
            int work0) {
        for (int lane = 0; lane < channels * LANES; lane += Lanes.WIDTH) {
            for (int j = 0; j < INPUTS; j++) {
                inputSix(x, x0 + lane + j * column, row, work, work0 + j * LANES, INPUTS * LANES);
            }
            for (int i = 0; i < INPUTS; i++) {
                inputSix(work, work0 + i * INPUTS * LANES, LANES, v, v0 + lane + i * INPUTS * position, position);
            }
        }
    }

    private static void inputSix(float[] from, int from0, int stride, float[] to, int to0, int toStride) {
        FloatVector d0 = FloatVector.fromArray(Lanes.SPECIES, from, from0);
        FloatVector d1 = FloatVector.fromArray(Lanes.SPECIES, from, from0 + stride);
        FloatVector d2 = FloatVector.fromArray(Lanes.SPECIES, from, from0 + 2 * stride);
        FloatVector d3 = FloatVector.fromArray(Lanes.SPECIES, from, from0 + 3 * stride);
        FloatVector d4 = FloatVector.fromArray(Lanes.SPECIES, from, from0 + 4 * stride);
        FloatVector d5 = FloatVector.fromArray(Lanes.SPECIES, from, from0 + 5 * stride);
        FloatVector two = FloatVector.broadcast(Lanes.SPECIES, 2);
        FloatVector four = FloatVector.broadcast(Lanes.SPECIES, 4);
        FloatVector minusFour = FloatVector.broadcast(Lanes.SPECIES, -4);
        FloatVector minusFive = FloatVector.broadcast(Lanes.SPECIES, -5);
        FloatVector even = d2.fma(minusFour, d4);
        FloatVector odd = d1.fma(minusFour, d3);
        FloatVector evens = d4.sub(d2);
        FloatVector odds = d3.sub(d1).mul(two);
        d0.fma(four, d2.fma(minusFive, d4)).intoArray(to, to0);
        even.add(odd).intoArray(to, to0 + toStride);
        even.sub(odd).intoArray(to, to0 + 2 * toStride);
        evens.add(odds).intoArray(to, to0 + 3 * toStride);
        evens.sub(odds).intoArray(to, to0 + 4 * toStride);
        d1.fma(four, d3.fma(minusFive, d5)).intoArray(to, to0 + 5 * toStride);
    }

    /**
     * y = A^T m A for neighbouring channels of one tile, the part of it that lies inside the map. All channels' columns
     * come first and then row by row all channels: y's pixels may lie whole memory pages apart, and lines go to four of
     * them in turns, not to sixteen.
     *
     * @param m position p of channel k at {@code m0 + p * position + k * 16}
     * @param channels at most {@link #TOGETHER}
     * @param y overwritten: channel k of pixel (i, j) at {@code y0 + i * row + j * column + k * 16}
     * @param rows rows of the tile that exist, 1 to 4
     * @param columns columns of the tile that exist, 1 to 4
     * @param work array with {@link #WORK} floats from {@code work0} on
     */
    static void output(
            float[] m,
            int m0,
            int position,
            int channels,
            float[] y,
            int y0,
            int row,
            int column,
            int rows,
            int columns,
            float[] work,
            int work0) {
        int together = TOGETHER * LANES;
        for (int lane = 0; lane < channels * LANES; lane += Lanes.WIDTH) {
            for (int j = 0; j < INPUTS; j++) {
                int from = m0 + lane + j * position;
                outputSix(m, from, INPUTS * position, work, work0 + lane + j * together, INPUTS * together, OUTPUTS);
            }
        }
        for (int i = 0; i < rows; i++) {
            for (int lane = 0; lane < channels * LANES; lane += Lanes.WIDTH) {
                outputSix(
                        work, work0 + lane + i * INPUTS * together, together, y, y0 + lane + i * row, column, columns);
            }
        }
    }

    /** Writes the first {@code count} of four results. */
    private static void outputSix(float[] from, int from0, int stride, float[] to, int to0, int toStride, int count) {
        FloatVector m0 = FloatVector.fromArray(Lanes.SPECIES, from, from0);
        FloatVector m1 = FloatVector.fromArray(Lanes.SPECIES, from, from0 + stride);
        FloatVector m2 = FloatVector.fromArray(Lanes.SPECIES, from, from0 + 2 * stride);
        FloatVector m3 = FloatVector.fromArray(Lanes.SPECIES, from, from0 + 3 * stride);
        FloatVector m4 = FloatVector.fromArray(Lanes.SPECIES, from, from0 + 4 * stride);
        FloatVector m5 = FloatVector.fromArray(Lanes.SPECIES, from, from0 + 5 * stride);
        FloatVector near = m1.add(m2);
        FloatVector nearOdd = m1.sub(m2);
        FloatVector far = m3.add(m4);
        FloatVector farOdd = m3.sub(m4);
        m0.add(near).add(far).intoArray(to, to0);
        if (count > 1) {
            farOdd.fma(FloatVector.broadcast(Lanes.SPECIES, 2), nearOdd).intoArray(to, to0 + toStride);
        }
        if (count > 2) {
            far.fma(FloatVector.broadcast(Lanes.SPECIES, 4), near).intoArray(to, to0 + 2 * toStride);
        }
        if (count > 3) {
            farOdd.fma(FloatVector.broadcast(Lanes.SPECIES, 8), nearOdd).add(m5).intoArray(to, to0 + 3 * toStride);
        }
    }

    /**
     * U = G g G^T for {@code count} neighbouring filters.
     *
     * @param g tap t of filter n at {@code g0 + t * tap + n}
     * @param u overwritten: position p of filter n at {@code u0 + p * position + n}
     * @param work array with {@link #WORK} floats from {@code work0} on
     */
    static void weight(
            float[] g, int g0, int tap, int count, float[] u, int u0, int position, float[] work, int work0) {
        int n = 0;
        for (; n + Lanes.WIDTH <= count; n += Lanes.WIDTH) {
            for (int s = 0; s < SIDE; s++) {
                weightThree(g, g0 + n + s * tap, SIDE * tap, work, work0 + s * LANES, SIDE * LANES);
            }
            for (int i = 0; i < INPUTS; i++) {
                weightThree(work, work0 + i * SIDE * LANES, LANES, u, u0 + n + i * INPUTS * position, position);
            }
        }
        for (; n < count; n++) {
            for (int s = 0; s < SIDE; s++) {
                scalarWeightThree(g, g0 + n + s * tap, SIDE * tap, work, work0 + s, SIDE);
            }
            for (int i = 0; i < INPUTS; i++) {
                scalarWeightThree(work, work0 + i * SIDE, 1, u, u0 + n + i * INPUTS * position, position);
            }
        }
    }

    private static void weightThree(float[] from, int from0, int stride, float[] to, int to0, int toStride) {
        FloatVector g0 = FloatVector.fromArray(Lanes.SPECIES, from, from0);
        FloatVector g1 = FloatVector.fromArray(Lanes.SPECIES, from, from0 + stride);
        FloatVector g2 = FloatVector.fromArray(Lanes.SPECIES, from, from0 + 2 * stride);
        FloatVector near = g0.add(g2).mul(-SIXTH);
        FloatVector far = g2.fma(FloatVector.broadcast(Lanes.SPECIES, SIXTH), g0.mul(TWENTY_FOURTH));
        g0.mul(0.25f).intoArray(to, to0);
        g1.fma(FloatVector.broadcast(Lanes.SPECIES, -SIXTH), near).intoArray(to, to0 + toStride);
        g1.fma(FloatVector.broadcast(Lanes.SPECIES, SIXTH), near).intoArray(to, to0 + 2 * toStride);
        g1.fma(FloatVector.broadcast(Lanes.SPECIES, TWELFTH), far).intoArray(to, to0 + 3 * toStride);
        g1.fma(FloatVector.broadcast(Lanes.SPECIES, -TWELFTH), far).intoArray(to, to0 + 4 * toStride);
        g2.intoArray(to, to0 + 5 * toStride);
    }

    /** The last few filters, with the same roundings. */
    private static void scalarWeightThree(float[] from, int from0, int stride, float[] to, int to0, int toStride) {
        float g0 = from[from0];
        float g1 = from[from0 + stride];
        float g2 = from[from0 + 2 * stride];
        float near = (g0 + g2) * -SIXTH;
        float far = Math.fma(g2, SIXTH, g0 * TWENTY_FOURTH);
        to[to0] = g0 * 0.25f;
        to[to0 + toStride] = Math.fma(g1, -SIXTH, near);
        to[to0 + 2 * toStride] = Math.fma(g1, SIXTH, near);
        to[to0 + 3 * toStride] = Math.fma(g1, TWELFTH, far);
        to[to0 + 4 * toStride] = Math.fma(g1, -TWELFTH, far);
        to[to0 + 5 * toStride] = g2;
    }

    /**
     * W = A dY A^T for neighbouring lane laneGroups of one tile.
     *
     * @param y lane group n of pixel (i, j) at {@code y0 + i * row + j * column + n * 16}
     * @param w overwritten: position p of lane group n at {@code w0 + p * position + n * 16}
     * @param work array with {@link #WORK} floats from {@code work0} on
     */
    static void outputGradient(
            float[] y,
            int y0,
            int row,
            int column,
            int laneGroups,
            float[] w,
            int w0,
            int position,
            float[] work,
            int work0) {
        for (int lane = 0; lane < laneGroups * LANES; lane += Lanes.WIDTH) {
            for (int j = 0; j < OUTPUTS; j++) {
                outputGradientFour(y, y0 + lane + j * column, row, work, work0 + j * LANES, OUTPUTS * LANES);
            }
            for (int i = 0; i < INPUTS; i++) {
                outputGradientFour(
                        work, work0 + i * OUTPUTS * LANES, LANES, w, w0 + lane + i * INPUTS * position, position);
            }
        }
    }

    private static void outputGradientFour(float[] from, int from0, int stride, float[] to, int to0, int toStride) {
        FloatVector y0 = FloatVector.fromArray(Lanes.SPECIES, from, from0);
        FloatVector y1 = FloatVector.fromArray(Lanes.SPECIES, from, from0 + stride);
        FloatVector y2 = FloatVector.fromArray(Lanes.SPECIES, from, from0 + 2 * stride);
        FloatVector y3 = FloatVector.fromArray(Lanes.SPECIES, from, from0 + 3 * stride);
        FloatVector four = FloatVector.broadcast(Lanes.SPECIES, 4);
        FloatVector even = y0.add(y2);
        FloatVector odd = y1.add(y3);
        FloatVector farEven = y2.fma(four, y0);
        FloatVector farOdd = y3.fma(four, y1).mul(2);
        y0.intoArray(to, to0);
        even.add(odd).intoArray(to, to0 + toStride);
        even.sub(odd).intoArray(to, to0 + 2 * toStride);
        farEven.add(farOdd).intoArray(to, to0 + 3 * toStride);
        farEven.sub(farOdd).intoArray(to, to0 + 4 * toStride);
        y3.intoArray(to, to0 + 5 * toStride);
    }

    /**
     * dg = G^T dU G for one lane group of filters.
     *
     * @param u position p at {@code u0 + p * position}
     * @param g overwritten: tap t at {@code g0 + t * 16}
     * @param work array with {@link #WORK} floats from {@code work0} on
     */
    static void weightGradient(float[] u, int u0, int position, float[] g, int g0, float[] work, int work0) {
        for (int lane = 0; lane < LANES; lane += Lanes.WIDTH) {
            for (int j = 0; j < INPUTS; j++) {
                weightGradientSix(
                        u, u0 + lane + j * position, INPUTS * position, work, work0 + j * LANES, INPUTS * LANES);
            }
            for (int i = 0; i < SIDE; i++) {
                weightGradientSix(work, work0 + i * INPUTS * LANES, LANES, g, g0 + lane + i * SIDE * LANES, LANES);
            }
        }
    }

    private static void weightGradientSix(float[] from, int from0, int stride, float[] to, int to0, int toStride) {
        FloatVector u0 = FloatVector.fromArray(Lanes.SPECIES, from, from0);
        FloatVector u1 = FloatVector.fromArray(Lanes.SPECIES, from, from0 + stride);
        FloatVector u2 = FloatVector.fromArray(Lanes.SPECIES, from, from0 + 2 * stride);
        FloatVector u3 = FloatVector.fromArray(Lanes.SPECIES, from, from0 + 3 * stride);
        FloatVector u4 = FloatVector.fromArray(Lanes.SPECIES, from, from0 + 4 * stride);
        FloatVector u5 = FloatVector.fromArray(Lanes.SPECIES, from, from0 + 5 * stride);
        FloatVector sixth = FloatVector.broadcast(Lanes.SPECIES, SIXTH);
        FloatVector near = u1.add(u2);
        FloatVector far = u3.add(u4);
        far.mul(TWENTY_FOURTH)
                .add(near.fma(FloatVector.broadcast(Lanes.SPECIES, -SIXTH), u0.mul(0.25f)))
                .intoArray(to, to0);
        u3.sub(u4)
                .fma(FloatVector.broadcast(Lanes.SPECIES, TWELFTH), u2.sub(u1).mul(sixth))
                .intoArray(to, to0 + toStride);
        far.sub(near).fma(sixth, u5).intoArray(to, to0 + 2 * toStride);
    }
}
