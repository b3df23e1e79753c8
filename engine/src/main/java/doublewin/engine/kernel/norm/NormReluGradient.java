package doublewin.engine.kernel.norm;

import static doublewin.engine.tensor.Shape.LANES;

import doublewin.engine.kernel.lane.Elementwise;
import doublewin.engine.kernel.lane.LaneMask;
import doublewin.engine.kernel.lane.Lanes;
import doublewin.engine.kernel.lane.RowChunks;
import doublewin.engine.tensor.Tensor;
import java.util.Optional;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The gradient's way back through a ReLU and the batch norm before it, on the rows that an input gradient has just
 * finished. Differs from {@link ReferenceNormReluGradient} in the vectors alone.
 */
public final class NormReluGradient {
    private NormReluGradient() {}

    /**
     * In training: da = da where fma(x, scale, shift) is above 0, else 0, on rows {@code firstRow .. endRow - 1} of one
     * block. What batch norm does after it needs sums over all rows.
     *
     * @param x the norm's input
     * @param scale one a channel
     * @param shift one a channel
     * @param da gradient of the activation, in place
     */
    public static void maskRows(
            Tensor x, float[] scale, float[] shift, Tensor da, int block, int firstRow, int endRow) {
        RowChunks rows = new RowChunks(da.shape());
        int from = rows.element(block, firstRow);
        int end = rows.element(block, endRow);
        int pixel = scale.length * LANES;
        for (int at = from; at < end; at += pixel) {
            maskPixel(x.array(), x.offset() + at, scale, shift, da.array(), da.offset() + at);
        }
    }

    private static void maskPixel(float[] x, int x0, float[] scale, float[] shift, float[] da, int da0) {
        FloatVector zero = FloatVector.zero(Lanes.SPECIES);
        for (int c = 0; c < scale.length; c++) {
            FloatVector factor = FloatVector.broadcast(Lanes.SPECIES, scale[c]);
            FloatVector summand = FloatVector.broadcast(Lanes.SPECIES, shift[c]);
            for (int i = c * LANES; i < (c + 1) * LANES; i += Lanes.WIDTH) {
                FloatVector normed =
                        FloatVector.fromArray(Lanes.SPECIES, x, x0 + i).fma(factor, summand);
                FloatVector gradient = FloatVector.fromArray(Lanes.SPECIES, da, da0 + i);
                zero.blend(gradient, normed.compare(VectorOperators.GT, zero)).intoArray(da, da0 + i);
            }
        }
    }

    /**
     * In evaluation mode: dx = (da where the mask's bit is set, else 0) * scale, plus another gradient of x where there
     * is one, on rows {@code firstRow .. endRow - 1} of one block.
     *
     * @param mask where the ReLU passes
     * @param scale one a channel
     * @param other added
     * @param da gradient of the activation, in place
     */
    public static void maskAndScaleRows(
            LaneMask mask, float[] scale, Optional<Tensor> other, Tensor da, int block, int firstRow, int endRow) {
        RowChunks rows = new RowChunks(da.shape());
        int from = rows.element(block, firstRow);
        int end = rows.element(block, endRow);
        int pixel = scale.length * LANES;
        for (int at = from; at < end; at += pixel) {
            maskAndScalePixel(mask, at, scale, da.array(), da.offset() + at);
        }
        if (other.isPresent()) {
            Elementwise.addRows(other.get(), da, block, firstRow, endRow);
        }
    }

    private static void maskAndScalePixel(LaneMask mask, int element, float[] scale, float[] da, int da0) {
        short[] words = mask.array();
        int word0 = mask.offset() + element / LANES;
        FloatVector zero = FloatVector.zero(Lanes.SPECIES);
        for (int c = 0; c < scale.length; c++) {
            FloatVector factor = FloatVector.broadcast(Lanes.SPECIES, scale[c]);
            long bits = words[word0 + c];
            for (int lane = 0; lane < LANES; lane += Lanes.WIDTH) {
                int i = da0 + c * LANES + lane;
                FloatVector gradient = FloatVector.fromArray(Lanes.SPECIES, da, i);
                zero.blend(gradient, VectorMask.fromLong(Lanes.SPECIES, bits >>> lane))
                        .mul(factor)
                        .intoArray(da, i);
            }
        }
    }
}
