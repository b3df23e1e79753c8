package doublewin.engine.kernel;

import doublewin.engine.tensor.Shape;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Turns up to 16 lane groups, one a channel with 16 images each, into one vector of channels for every image. Moves values,
 * never computes.
 */
final class ImageTranspose {
    /** Floats of working memory that a transposition needs. */
    static final int WORK = Shape.LANES * Shape.LANES;

    private static final int LANES = Shape.LANES;
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
    private static final VectorSpecies<Float> HALF = FloatVector.SPECIES_256;
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
     * Sets {@code out[out0 + n * 16 + c]} to {@code in[in0 + (c - from) * 16 + n]} where from &lt;= c &lt; to, else to 0.
     *
     * @param images how many images n to take, at most 16
     * @param work array with {@link #WORK} floats of working memory from {@code work0} on
     */
    static void vectors(
            float[] in, int in0, int from, int to, int images, float[] out, int out0, float[] work, int work0) {
        if (Lanes.WIDTH != LANES || images != LANES) {
            scalar(in, in0, from, to, LANES, images, out, out0);
        } else if (from == 0 && to == LANES) {
            square(in, in0, out, out0);
        } else if (from >= to) {
            Arrays.fill(out, out0, out0 + WORK, 0);
        } else {
            Arrays.fill(work, work0, work0 + WORK, 0);
            for (int c = from; c < to; c++) {
                FloatVector.fromArray(SPECIES, in, in0 + (c - from) * LANES).intoArray(work, work0 + c * LANES);
            }
            square(work, work0, out, out0);
        }
    }

    /**
     * Sets {@code out[out0 + n * 8 + c]} to {@code in[in0 + c * 16 + n]} for c &lt; channels (at most 16), else to 0; channels
     * from 8 on go to {@code high0 + n * 8 + c - 8} if there are any.
     */
    static void halves(
            float[] in, int in0, int channels, int images, float[] out, int out0, int high0, float[] work, int work0) {
        int half = LANES / 2;
        if (Lanes.WIDTH != LANES || images != LANES || channels != LANES) {
            scalar(in, in0, 0, Math.min(channels, half), half, images, out, out0);
            if (channels > half) {
                scalar(in, in0 + half * LANES, 0, channels - half, half, images, out, high0);
            }
            return;
        }
        square(in, in0, work, work0);
        for (int n = 0; n < LANES; n++) {
            FloatVector.fromArray(HALF, work, work0 + n * LANES).intoArray(out, out0 + n * half);
            FloatVector.fromArray(HALF, work, work0 + n * LANES + half).intoArray(out, high0 + n * half);
        }
    }

    private static void scalar(
            float[] in, int in0, int from, int to, int width, int images, float[] out, int out0) {
        for (int c = 0; c < width; c++) {
            if (c < from || c >= to) {
                for (int n = 0; n < images; n++) {
                    out[out0 + n * width + c] = 0;
                }
            } else {
                int channel = in0 + (c - from) * LANES;
                for (int n = 0; n < images; n++) {
                    out[out0 + n * width + c] = in[channel + n];
                }
            }
        }
    }

    /**
     * Transposes 16 x 16 values: in four rounds each bit of the vector's number is exchanged with the same bit of the lane's
     * number.
     */
    private static void square(float[] in, int in0, float[] out, int out0) {
        FloatVector v0 = FloatVector.fromArray(SPECIES, in, in0);
        FloatVector v1 = FloatVector.fromArray(SPECIES, in, in0 + 1 * LANES);
        FloatVector v2 = FloatVector.fromArray(SPECIES, in, in0 + 2 * LANES);
        FloatVector v3 = FloatVector.fromArray(SPECIES, in, in0 + 3 * LANES);
        FloatVector v4 = FloatVector.fromArray(SPECIES, in, in0 + 4 * LANES);
        FloatVector v5 = FloatVector.fromArray(SPECIES, in, in0 + 5 * LANES);
        FloatVector v6 = FloatVector.fromArray(SPECIES, in, in0 + 6 * LANES);
        FloatVector v7 = FloatVector.fromArray(SPECIES, in, in0 + 7 * LANES);
        FloatVector v8 = FloatVector.fromArray(SPECIES, in, in0 + 8 * LANES);
        FloatVector v9 = FloatVector.fromArray(SPECIES, in, in0 + 9 * LANES);
        FloatVector v10 = FloatVector.fromArray(SPECIES, in, in0 + 10 * LANES);
        FloatVector v11 = FloatVector.fromArray(SPECIES, in, in0 + 11 * LANES);
        FloatVector v12 = FloatVector.fromArray(SPECIES, in, in0 + 12 * LANES);
        FloatVector v13 = FloatVector.fromArray(SPECIES, in, in0 + 13 * LANES);
        FloatVector v14 = FloatVector.fromArray(SPECIES, in, in0 + 14 * LANES);
        FloatVector v15 = FloatVector.fromArray(SPECIES, in, in0 + 15 * LANES);
        FloatVector t;
        t = v0.blend(v8.rearrange(BY_8), ODD_8);
        v8 = v0.rearrange(BY_8).blend(v8, ODD_8);
        v0 = t;
        t = v1.blend(v9.rearrange(BY_8), ODD_8);
        v9 = v1.rearrange(BY_8).blend(v9, ODD_8);
        v1 = t;
        t = v2.blend(v10.rearrange(BY_8), ODD_8);
        v10 = v2.rearrange(BY_8).blend(v10, ODD_8);
        v2 = t;
        t = v3.blend(v11.rearrange(BY_8), ODD_8);
        v11 = v3.rearrange(BY_8).blend(v11, ODD_8);
        v3 = t;
        t = v4.blend(v12.rearrange(BY_8), ODD_8);
        v12 = v4.rearrange(BY_8).blend(v12, ODD_8);
        v4 = t;
        t = v5.blend(v13.rearrange(BY_8), ODD_8);
        v13 = v5.rearrange(BY_8).blend(v13, ODD_8);
        v5 = t;
        t = v6.blend(v14.rearrange(BY_8), ODD_8);
        v14 = v6.rearrange(BY_8).blend(v14, ODD_8);
        v6 = t;
        t = v7.blend(v15.rearrange(BY_8), ODD_8);
        v15 = v7.rearrange(BY_8).blend(v15, ODD_8);
        v7 = t;
        t = v0.blend(v4.rearrange(BY_4), ODD_4);
        v4 = v0.rearrange(BY_4).blend(v4, ODD_4);
        v0 = t;
        t = v1.blend(v5.rearrange(BY_4), ODD_4);
        v5 = v1.rearrange(BY_4).blend(v5, ODD_4);
        v1 = t;
        t = v2.blend(v6.rearrange(BY_4), ODD_4);
        v6 = v2.rearrange(BY_4).blend(v6, ODD_4);
        v2 = t;
        t = v3.blend(v7.rearrange(BY_4), ODD_4);
        v7 = v3.rearrange(BY_4).blend(v7, ODD_4);
        v3 = t;
        t = v8.blend(v12.rearrange(BY_4), ODD_4);
        v12 = v8.rearrange(BY_4).blend(v12, ODD_4);
        v8 = t;
        t = v9.blend(v13.rearrange(BY_4), ODD_4);
        v13 = v9.rearrange(BY_4).blend(v13, ODD_4);
        v9 = t;
        t = v10.blend(v14.rearrange(BY_4), ODD_4);
        v14 = v10.rearrange(BY_4).blend(v14, ODD_4);
        v10 = t;
        t = v11.blend(v15.rearrange(BY_4), ODD_4);
        v15 = v11.rearrange(BY_4).blend(v15, ODD_4);
        v11 = t;
        t = v0.blend(v2.rearrange(BY_2), ODD_2);
        v2 = v0.rearrange(BY_2).blend(v2, ODD_2);
        v0 = t;
        t = v1.blend(v3.rearrange(BY_2), ODD_2);
        v3 = v1.rearrange(BY_2).blend(v3, ODD_2);
        v1 = t;
        t = v4.blend(v6.rearrange(BY_2), ODD_2);
        v6 = v4.rearrange(BY_2).blend(v6, ODD_2);
        v4 = t;
        t = v5.blend(v7.rearrange(BY_2), ODD_2);
        v7 = v5.rearrange(BY_2).blend(v7, ODD_2);
        v5 = t;
        t = v8.blend(v10.rearrange(BY_2), ODD_2);
        v10 = v8.rearrange(BY_2).blend(v10, ODD_2);
        v8 = t;
        t = v9.blend(v11.rearrange(BY_2), ODD_2);
        v11 = v9.rearrange(BY_2).blend(v11, ODD_2);
        v9 = t;
        t = v12.blend(v14.rearrange(BY_2), ODD_2);
        v14 = v12.rearrange(BY_2).blend(v14, ODD_2);
        v12 = t;
        t = v13.blend(v15.rearrange(BY_2), ODD_2);
        v15 = v13.rearrange(BY_2).blend(v15, ODD_2);
        v13 = t;
        t = v0.blend(v1.rearrange(BY_1), ODD_1);
        v1 = v0.rearrange(BY_1).blend(v1, ODD_1);
        v0 = t;
        t = v2.blend(v3.rearrange(BY_1), ODD_1);
        v3 = v2.rearrange(BY_1).blend(v3, ODD_1);
        v2 = t;
        t = v4.blend(v5.rearrange(BY_1), ODD_1);
        v5 = v4.rearrange(BY_1).blend(v5, ODD_1);
        v4 = t;
        t = v6.blend(v7.rearrange(BY_1), ODD_1);
        v7 = v6.rearrange(BY_1).blend(v7, ODD_1);
        v6 = t;
        t = v8.blend(v9.rearrange(BY_1), ODD_1);
        v9 = v8.rearrange(BY_1).blend(v9, ODD_1);
        v8 = t;
        t = v10.blend(v11.rearrange(BY_1), ODD_1);
        v11 = v10.rearrange(BY_1).blend(v11, ODD_1);
        v10 = t;
        t = v12.blend(v13.rearrange(BY_1), ODD_1);
        v13 = v12.rearrange(BY_1).blend(v13, ODD_1);
        v12 = t;
        t = v14.blend(v15.rearrange(BY_1), ODD_1);
        v15 = v14.rearrange(BY_1).blend(v15, ODD_1);
        v14 = t;
        v0.intoArray(out, out0);
        v1.intoArray(out, out0 + 1 * LANES);
        v2.intoArray(out, out0 + 2 * LANES);
        v3.intoArray(out, out0 + 3 * LANES);
        v4.intoArray(out, out0 + 4 * LANES);
        v5.intoArray(out, out0 + 5 * LANES);
        v6.intoArray(out, out0 + 6 * LANES);
        v7.intoArray(out, out0 + 7 * LANES);
        v8.intoArray(out, out0 + 8 * LANES);
        v9.intoArray(out, out0 + 9 * LANES);
        v10.intoArray(out, out0 + 10 * LANES);
        v11.intoArray(out, out0 + 11 * LANES);
        v12.intoArray(out, out0 + 12 * LANES);
        v13.intoArray(out, out0 + 13 * LANES);
        v14.intoArray(out, out0 + 14 * LANES);
        v15.intoArray(out, out0 + 15 * LANES);
    }
}
