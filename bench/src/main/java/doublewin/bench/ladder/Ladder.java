package doublewin.bench.ladder;

import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.kernel.convolution.ReferenceConvolution;
import doublewin.engine.kernel.convolution.ReferenceWinograd;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** The rungs from the bottom up, and what each must compute, to the bit. */
public enum Ladder {
    EQUATION("0", Threads.ONE, Rung0Equation::new, Ladder::direct),
    EXCHANGED_LOOPS("1", Threads.ONE, Rung1ExchangedLoops::new, Ladder::direct),
    CHANNEL_VECTORS("2", Threads.ONE, Rung2ChannelVectors::new, Ladder::direct),
    IMAGE_LANES("3", Threads.ONE, Rung3ImageLanes::new, Ladder::direct),
    PACKED_STREAMS("4", Threads.ONE, Rung4PackedStreams::new, Ladder::direct),
    TILE_4_X_1("5a", Threads.ONE, Rung5Tile4x1::new, Ladder::direct),
    TILE_4_X_4("5b", Threads.ONE, Rung5Tile4x4::new, Ladder::direct),
    CACHE_BLOCKS("6", Threads.ONE, Rung6CacheBlocks::new, Ladder::direct),
    ALL_CORES("7", Threads.ALL, Rung7AllCores::new, Ladder::direct),
    FUSED_QUANTISATION("8", Threads.ALL, Rung8FusedQuantisation::new, Ladder::quantised),
    WINOGRAD_2_X_2("9a", Threads.ALL, Rung9Winograd2x2::new, Ladder::winograd2x2),
    WINOGRAD_4_X_4("9b", Threads.ALL, Rung9Winograd4x4::new, Ladder::winograd4x4);

    private final String number;
    private final Threads threads;
    private final Function<Layer, Rung> maker;
    private final Equation equation;

    Ladder(String number, Threads threads, Function<Layer, Rung> maker, Equation equation) {
        this.number = number;
        this.threads = threads;
        this.maker = maker;
        this.equation = equation;
    }

    private enum Threads {
        ONE,
        ALL
    }

    /** What a rung computes: y of x and w, by plain loops. */
    @FunctionalInterface
    private interface Equation {
        float[] output(Layer layer, float[] x, float[] w);
    }

    /** What it is called in tables: its number, and a letter where a rung has several. */
    public String number() {
        return number;
    }

    /** Whether it runs on one thread, however many there are. */
    public boolean forOneThread() {
        return threads == Threads.ONE;
    }

    /** The rung, for a layer. */
    public Rung of(Layer layer) {
        return maker.apply(layer);
    }

    /** What it must compute. */
    public float[] expected(Layer layer, float[] x, float[] w) {
        return equation.output(layer, x, w);
    }

    /**
     * The first element that differs.
     *
     * @return empty where all bits are the same; else its place and both values
     */
    public static Optional<String> difference(Layer layer, float[] found, float[] expected) {
        int at = Arrays.mismatch(found, expected);
        if (at < 0) {
            return Optional.empty();
        }
        int pixels = layer.height() * layer.width();
        return Optional.of(String.format(
                Locale.ROOT,
                "y[n=%d, k=%d, p=%d, q=%d]: expected %s, found %s",
                at / pixels / layer.outChannels(),
                at / pixels % layer.outChannels(),
                at % pixels / layer.width(),
                at % layer.width(),
                expected[at],
                found[at]));
    }

    private static float[] direct(Layer layer, float[] x, float[] w) {
        Tensor y = Tensor.zeros(layer.shape().output());
        ReferenceConvolution.forward(
                layer.shape(), lanes(layer, x), Tensor.of(layer.shape().weight(), w), y);
        return LaneFormat.unpack(y);
    }

    private static float[] quantised(Layer layer, float[] x, float[] w) {
        return direct(layer, Rung8FusedQuantisation.activation(x), w);
    }

    private static float[] winograd2x2(Layer layer, float[] x, float[] w) {
        float[] y = new float[layer.yLength()];
        new ReferenceWinograd2x2(layer).forward(x, w, y);
        return y;
    }

    private static float[] winograd4x4(Layer layer, float[] x, float[] w) {
        if (!Numerics.WINOGRAD.transforms(layer.shape())) {
            return direct(layer, x, w);
        }
        Tensor y = Tensor.zeros(layer.shape().output());
        ReferenceWinograd.forward(
                layer.shape(), lanes(layer, x), Tensor.of(layer.shape().weight(), w), y);
        return LaneFormat.unpack(y);
    }

    private static Tensor lanes(Layer layer, float[] x) {
        Tensor lanes = Tensor.zeros(layer.shape().input());
        LaneFormat.pack(x, lanes);
        return lanes;
    }
}
