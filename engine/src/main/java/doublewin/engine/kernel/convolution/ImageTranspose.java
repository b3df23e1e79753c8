package doublewin.engine.kernel.convolution;

import doublewin.engine.kernel.lane.Lanes;
import doublewin.engine.tensor.Shape;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Turns up to 16 lane groups, one a channel with 16 images each, into one vector of channels for every image. Moves
 * values, never computes.
 *
 * <p>To transpose is to exchange each bit of a row's number with the same bit of a column's. A bit that lies above the lanes of
 * a vector is exchanged by where the vector is put; the others within and among vectors, in registers.
 */
final class ImageTranspose {
    /** Floats of working memory that a transposition needs. */
    static final int WORK = Shape.LANES * Shape.LANES;

    private static final int LANES = Shape.LANES;
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
    private static final VectorShuffle<Float> BY_QUARTERS =
            VectorShuffle.fromOp(SPECIES, lane -> lane % 4 * (Lanes.WIDTH / 4) + lane / 4);
    private static final VectorShuffle<Float> BY_8 = swap(8);
    private static final VectorShuffle<Float> BY_4 = swap(4);
    private static final VectorShuffle<Float> BY_2 = swap(2);
    private static final VectorShuffle<Float> BY_1 = swap(1);
    private static final VectorMask<Float> ODD_8 = odd(8);
    private static final VectorMask<Float> ODD_4 = odd(4);
    private static final VectorMask<Float> ODD_2 = odd(2);
    private static final VectorMask<Float> ODD_1 = odd(1);

    private ImageTranspose() {}

    private static VectorShuffle<Float> swap(int distance) {
        return VectorShuffle.fromOp(SPECIES, lane -> (lane ^ distance) % Lanes.WIDTH);
    }

    private static VectorMask<Float> odd(int distance) {
        boolean[] bits = new boolean[Lanes.WIDTH];
        for (int lane = 0; lane < Lanes.WIDTH; lane++) {
            bits[lane] = (lane & distance) != 0;
        }
        return VectorMask.fromArray(SPECIES, bits, 0);
    }

    /**
     * Sets {@code out[out0 + n * 16 + c]} to {@code in[in0 + c * 16 + n]} for c &lt; channels (0 to 16), else to 0.
     *
     * @param images how many images n to take, at most 16
     * @param work array with {@link #WORK} floats of working memory from {@code work0} on
     */
    static void vectors(float[] in, int in0, int channels, int images, float[] out, int out0, float[] work, int work0) {
        if (images != LANES) {
            scalar(in, in0, channels, LANES, images, out, out0);
        } else if (channels == LANES) {
            square(in, in0, out, out0);
        } else if (channels == 0) {
            Arrays.fill(out, out0, out0 + WORK, 0);
        } else {
            System.arraycopy(in, in0, work, work0, channels * LANES);
            Arrays.fill(work, work0 + channels * LANES, work0 + WORK, 0);
            square(work, work0, out, out0);
        }
    }

    /**
     * Sets {@code out[out0 + n * 4 + c]} to {@code in[in0 + c * 16 + n]} for c &lt; channels (at most 4), else to 0.
     *
     * @param images how many images n to take, at most 16
     */
    static void tiles(float[] in, int in0, int channels, int images, float[] out, int out0) {
        if (images != LANES || channels != LANES / 4) {
            scalar(in, in0, channels, LANES / 4, images, out, out0);
            return;
        }
        for (int lane = 0; lane < LANES; lane += Lanes.WIDTH) {
            quarters(in, in0 + lane, out, out0 + lane * 4);
            exchangeLowBits(out, out0 + lane * 4, Lanes.WIDTH);
        }
    }

    private static void scalar(float[] in, int in0, int channels, int width, int images, float[] out, int out0) {
        for (int c = 0; c < width; c++) {
            if (c >= channels) {
                for (int n = 0; n < images; n++) {
                    out[out0 + n * width + c] = 0;
                }
            } else {
                int channel = in0 + c * LANES;
                for (int n = 0; n < images; n++) {
                    out[out0 + n * width + c] = in[channel + n];
                }
            }
        }
    }

    /** Transposes 16 x 16 values. (All bits in one method are more than the compiler always puts into registers.) */
    private static void square(float[] in, int in0, float[] out, int out0) {
        if (Lanes.WIDTH == LANES) {
            exchangeHighBits(in, in0, out, out0);
        } else {
            for (int row = 0; row < LANES; row += Lanes.WIDTH) {
                for (int column = 0; column < LANES; column += Lanes.WIDTH) {
                    block(in, in0 + row * LANES + column, out, out0 + column * LANES + row);
                }
            }
        }
        for (int at = out0; at < out0 + WORK; at += 4 * LANES) {
            for (int lane = 0; lane < LANES; lane += Lanes.WIDTH) {
                exchangeLowBits(out, at + lane, LANES);
            }
        }
    }

    /** Moves as many rows of a vector as it has lanes; of eight it exchanges the bit above the lower two. */
    private static void block(float[] in, int in0, float[] out, int out0) {
        if (Lanes.WIDTH == 4) {
            for (int at = 0; at < 4 * LANES; at += LANES) {
                FloatVector.fromArray(SPECIES, in, in0 + at).intoArray(out, out0 + at);
            }
            return;
        }
        for (int at = 0; at < 4 * LANES; at += LANES) {
            FloatVector a = FloatVector.fromArray(SPECIES, in, in0 + at);
            FloatVector b = FloatVector.fromArray(SPECIES, in, in0 + at + 4 * LANES);
            a.blend(b.rearrange(BY_4), ODD_4).intoArray(out, out0 + at);
            a.rearrange(BY_4).blend(b, ODD_4).intoArray(out, out0 + at + 4 * LANES);
        }
    }

    /** Exchanges the upper two bits, among vectors that lie 4 apart. */
    private static void exchangeHighBits(float[] in, int in0, float[] out, int out0) {
        for (int i = 0; i < 4; i++) {
            int at = i * LANES;
            FloatVector a = FloatVector.fromArray(SPECIES, in, in0 + at);
            FloatVector b = FloatVector.fromArray(SPECIES, in, in0 + at + 4 * LANES);
            FloatVector c = FloatVector.fromArray(SPECIES, in, in0 + at + 2 * 4 * LANES);
            FloatVector d = FloatVector.fromArray(SPECIES, in, in0 + at + 3 * 4 * LANES);
            FloatVector ac = a.blend(c.rearrange(BY_8), ODD_8);
            FloatVector ca = a.rearrange(BY_8).blend(c, ODD_8);
            FloatVector bd = b.blend(d.rearrange(BY_8), ODD_8);
            FloatVector db = b.rearrange(BY_8).blend(d, ODD_8);
            ac.blend(bd.rearrange(BY_4), ODD_4).intoArray(out, out0 + at);
            ac.rearrange(BY_4).blend(bd, ODD_4).intoArray(out, out0 + at + 4 * LANES);
            ca.blend(db.rearrange(BY_4), ODD_4).intoArray(out, out0 + at + 2 * 4 * LANES);
            ca.rearrange(BY_4).blend(db, ODD_4).intoArray(out, out0 + at + 3 * 4 * LANES);
        }
    }

    /** Exchanges the lower two bits, among four vectors that lie {@code stride} apart, in place. */
    private static void exchangeLowBits(float[] out, int at, int stride) {
        FloatVector a = FloatVector.fromArray(SPECIES, out, at);
        FloatVector b = FloatVector.fromArray(SPECIES, out, at + stride);
        FloatVector c = FloatVector.fromArray(SPECIES, out, at + 2 * stride);
        FloatVector d = FloatVector.fromArray(SPECIES, out, at + 3 * stride);
        FloatVector ac = a.blend(c.rearrange(BY_2), ODD_2);
        FloatVector ca = a.rearrange(BY_2).blend(c, ODD_2);
        FloatVector bd = b.blend(d.rearrange(BY_2), ODD_2);
        FloatVector db = b.rearrange(BY_2).blend(d, ODD_2);
        ac.blend(bd.rearrange(BY_1), ODD_1).intoArray(out, at);
        ac.rearrange(BY_1).blend(bd, ODD_1).intoArray(out, at + stride);
        ca.blend(db.rearrange(BY_1), ODD_1).intoArray(out, at + 2 * stride);
        ca.rearrange(BY_1).blend(db, ODD_1).intoArray(out, at + 3 * stride);
    }

    /** Of four channels, as many images as a vector has lanes: the lower two bits of the lane become those of every fourth image. */
    private static void quarters(float[] in, int in0, float[] out, int out0) {
        for (int c = 0; c < 4; c++) {
            FloatVector.fromArray(SPECIES, in, in0 + c * LANES)
                    .rearrange(BY_QUARTERS)
                    .intoArray(out, out0 + c * Lanes.WIDTH);
        }
    }
}
