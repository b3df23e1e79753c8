package doublewin.bench.ladder;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** The rungs from the bottom up, and what each must compute, to the bit. */
public enum Ladder {
    EQUATION("0", Threads.ONE, Rung0Equation::new, Equation.DIRECT),
    EXCHANGED_LOOPS("1", Threads.ONE, Rung1ExchangedLoops::new, Equation.DIRECT),
    CHANNEL_VECTORS("2", Threads.ONE, Rung2ChannelVectors::new, Equation.DIRECT),
    IMAGE_LANES("3", Threads.ONE, Rung3ImageLanes::new, Equation.DIRECT),
    PACKED_STREAMS("4", Threads.ONE, Rung4PackedStreams::new, Equation.DIRECT),
    TILE_4_X_1("5a", Threads.ONE, Rung5Tile4x1::new, Equation.DIRECT),
    TILE_4_X_4("5b", Threads.ONE, Rung5Tile4x4::new, Equation.DIRECT),
    CACHE_BLOCKS("6", Threads.ONE, Rung6CacheBlocks::new, Equation.DIRECT),
    ALL_CORES("7", Threads.ALL, Rung7AllCores::new, Equation.DIRECT),
    FUSED_QUANTISATION("8", Threads.ALL, Rung8FusedQuantisation::new, Equation.QUANTISED),
    WINOGRAD_2_X_2("9a", Threads.ALL, Rung9Winograd2x2::new, Equation.WINOGRAD_2_X_2),
    WINOGRAD_4_X_4("9b", Threads.ALL, Rung9Winograd4x4::new, Equation.WINOGRAD_4_X_4);

    /** What another order of a sum may change of a result, and hardly anything else. */
    private static final float ROUNDING = 1e-5f;

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
    public Equation equation() {
        return equation;
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
                "y[n=%d, k=%d, p=%d, q=%d]: expected %s, found %s%s",
                at / pixels / layer.outChannels(),
                at / pixels % layer.outChannels(),
                at % pixels / layer.width(),
                at % layer.width(),
                expected[at],
                found[at],
                Math.abs(found[at] - expected[at]) <= ROUNDING * Math.abs(expected[at])
                        ? "; the last digits differ alone, as where a sum has another order"
                        : ""));
    }
}
