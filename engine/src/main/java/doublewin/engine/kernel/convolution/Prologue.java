package doublewin.engine.kernel.convolution;

import doublewin.engine.kernel.lane.LaneMask;
import doublewin.engine.kernel.lane.Lanes;
import doublewin.engine.kernel.norm.BatchNorm;
import doublewin.engine.kernel.point.Relu;
import doublewin.engine.kernel.quantise.FakeQuantise;
import doublewin.engine.kernel.quantise.QuantisationGrid;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Optional;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * What a convolution does to each value of its input while it packs it: nothing, or batch norm, ReLU and possibly fake
 * quantisation, so that the activation itself is never in main memory. Element x of channel c becomes
 *
 * <pre>
 *   v = fma(x, scale[c], shift[c]);   v = v &lt;= 0 ? 0 : v;   v = grid.fakeQuantise(v)
 * </pre>
 *
 * <p>with the same bits as {@link BatchNorm#apply}, {@link Relu#forward} and {@link FakeQuantise#perTensor} one after
 * the other. The zeros around a map are added afterwards and are real zeros.
 */
public final class Prologue {
    /** Leaves the values as they are. */
    public static final Prologue NONE = new Prologue(new float[0], new float[0], Optional.empty());

    private final float[] scale;
    private final float[] shift;
    private final Optional<QuantisationGrid> grid;
    private final Optional<LaneMask> mask;
    private final boolean clipped;

    private Prologue(float[] scale, float[] shift, Optional<QuantisationGrid> grid) {
        this(scale, shift, grid, Optional.empty(), false);
    }

    private Prologue(
            float[] scale, float[] shift, Optional<QuantisationGrid> grid, Optional<LaneMask> mask, boolean clipped) {
        if (scale.length != shift.length) {
            throw new IllegalArgumentException(
                    "prologue: found " + scale.length + " scales and " + shift.length + " shifts, expected as many");
        }
        this.scale = scale;
        this.shift = shift;
        this.grid = grid;
        this.mask = mask;
        this.clipped = clipped;
    }

    /** Batch norm and ReLU; one scale and one shift a channel, which are not copied. */
    public static Prologue normRelu(float[] scale, float[] shift) {
        return new Prologue(scale, shift, Optional.empty());
    }

    /** Batch norm, ReLU and fake quantisation; one scale and one shift a channel, which are not copied. */
    public static Prologue normReluQuantise(float[] scale, float[] shift, QuantisationGrid grid) {
        return new Prologue(scale, shift, Optional.of(grid));
    }

    /**
     * The same, which also writes for every value that the convolution reads whether the ReLU lets it pass:
     * fma(x, scale, shift) above 0. The bits of values that it skips (a 1x1 filter with stride 2) stay undefined.
     *
     * @param mask of the input's shape; two tasks may write the same word, both the same bits
     */
    public Prologue withMask(LaneMask mask) {
        if (this == NONE) {
            throw new IllegalArgumentException("prologue: there is no ReLU whose mask could be saved");
        }
        return new Prologue(scale, shift, grid, Optional.of(mask), false);
    }

    /**
     * The same, but a bit is set only where, too, the grid {@linkplain QuantisationGrid#holds holds} the ReLU's result.
     *
     * @param mask of the input's shape; two tasks may write the same word, both the same bits
     */
    public Prologue withClippedMask(LaneMask mask) {
        if (grid.isEmpty()) {
            throw new IllegalArgumentException("prologue: there is no quantiser whose mask could be saved");
        }
        return new Prologue(scale, shift, grid, Optional.of(mask), true);
    }

    /** Fails unless this fits a convolution's input. */
    void requireFits(Shape input) {
        if (this == NONE) {
            return;
        }
        BatchNorm.requireLength("prologue: scale", scale.length, input);
        if (mask.isPresent() && !mask.get().shape().equals(input)) {
            throw new IllegalArgumentException(
                    "prologue: mask has shape " + mask.get().shape() + ", expected " + input);
        }
    }

    /**
     * Writes {@code pixels * channels} lane groups, which follow each other in the source, to {@code packed}.
     *
     * @param from first element, counted from the source's start: channel {@code firstChannel} of a pixel
     * @param channels all of the source's, if there is more than one pixel
     * @param at where the result begins in {@code packed}
     */
    void pack(Tensor source, int from, int pixels, int firstChannel, int channels, float[] packed, int at) {
        int length = channels * Shape.LANES;
        int start = source.offset() + from;
        if (this == NONE) {
            System.arraycopy(source.array(), start, packed, at, pixels * length);
            return;
        }
        for (int p = 0; p < pixels; p++) {
            pixel(source.array(), start + p * length, firstChannel, channels, packed, at + p * length);
            if (mask.isPresent()) {
                int word = mask.get().offset() + from / Shape.LANES + p * channels;
                short[] words = mask.get().array();
                if (clipped) {
                    saveClippedMask(source.array(), start + p * length, firstChannel, channels, words, word);
                } else {
                    saveMask(source.array(), start + p * length, firstChannel, channels, words, word);
                }
            }
        }
    }

    private void pixel(float[] in, int in0, int firstChannel, int channels, float[] out, int out0) {
        if (grid.isPresent()) {
            quantised(in, in0, grid.get(), firstChannel, channels, out, out0);
        } else {
            rectified(in, in0, firstChannel, channels, out, out0);
        }
    }

    private void rectified(float[] in, int in0, int firstChannel, int channels, float[] out, int out0) {
        for (int c = 0; c < channels; c++) {
            FloatVector factor = FloatVector.broadcast(Lanes.SPECIES, scale[firstChannel + c]);
            FloatVector summand = FloatVector.broadcast(Lanes.SPECIES, shift[firstChannel + c]);
            for (int lane = 0; lane < Shape.LANES; lane += Lanes.WIDTH) {
                int at = c * Shape.LANES + lane;
                Relu.rectify(FloatVector.fromArray(Lanes.SPECIES, in, in0 + at).fma(factor, summand))
                        .intoArray(out, out0 + at);
            }
        }
    }

    private void quantised(
            float[] in, int in0, QuantisationGrid values, int firstChannel, int channels, float[] out, int out0) {
        FloatVector step = FloatVector.broadcast(Lanes.SPECIES, values.scale());
        FloatVector before = FloatVector.broadcast(Lanes.SPECIES, values.shift());
        FloatVector base = FloatVector.broadcast(Lanes.SPECIES, values.base());
        FloatVector highest = FloatVector.broadcast(Lanes.SPECIES, values.highestCode());
        for (int c = 0; c < channels; c++) {
            FloatVector factor = FloatVector.broadcast(Lanes.SPECIES, scale[firstChannel + c]);
            FloatVector summand = FloatVector.broadcast(Lanes.SPECIES, shift[firstChannel + c]);
            for (int lane = 0; lane < Shape.LANES; lane += Lanes.WIDTH) {
                int at = c * Shape.LANES + lane;
                FloatVector value = Relu.rectify(
                        FloatVector.fromArray(Lanes.SPECIES, in, in0 + at).fma(factor, summand));
                FakeQuantise.quantise(value, step, before, base, highest).intoArray(out, out0 + at);
            }
        }
    }

    private void saveMask(float[] in, int in0, int firstChannel, int channels, short[] words, int word0) {
        FloatVector zero = FloatVector.zero(Lanes.SPECIES);
        for (int c = 0; c < channels; c++) {
            FloatVector factor = FloatVector.broadcast(Lanes.SPECIES, scale[firstChannel + c]);
            FloatVector summand = FloatVector.broadcast(Lanes.SPECIES, shift[firstChannel + c]);
            long word = 0;
            for (int lane = 0; lane < Shape.LANES; lane += Lanes.WIDTH) {
                FloatVector value = FloatVector.fromArray(Lanes.SPECIES, in, in0 + c * Shape.LANES + lane)
                        .fma(factor, summand);
                word |= value.compare(VectorOperators.GT, zero).toLong() << lane;
            }
            words[word0 + c] = (short) word;
        }
    }

    private void saveClippedMask(float[] in, int in0, int firstChannel, int channels, short[] words, int word0) {
        QuantisationGrid values = grid.orElseThrow();
        FloatVector step = FloatVector.broadcast(Lanes.SPECIES, values.scale());
        FloatVector before = FloatVector.broadcast(Lanes.SPECIES, values.shift());
        FloatVector highest = FloatVector.broadcast(Lanes.SPECIES, values.highestCode());
        FloatVector zero = FloatVector.zero(Lanes.SPECIES);
        for (int c = 0; c < channels; c++) {
            FloatVector factor = FloatVector.broadcast(Lanes.SPECIES, scale[firstChannel + c]);
            FloatVector summand = FloatVector.broadcast(Lanes.SPECIES, shift[firstChannel + c]);
            long word = 0;
            for (int lane = 0; lane < Shape.LANES; lane += Lanes.WIDTH) {
                FloatVector value = FloatVector.fromArray(Lanes.SPECIES, in, in0 + c * Shape.LANES + lane)
                        .fma(factor, summand);
                // Where the ReLU passes, the value is what the quantiser gets.
                VectorMask<Float> passes =
                        value.compare(VectorOperators.GT, zero).and(FakeQuantise.holds(value, step, before, highest));
                word |= passes.toLong() << lane;
            }
            words[word0 + c] = (short) word;
        }
    }
}
