package doublewin.engine.kernel.convolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.engine.tensor.Shape;
import java.math.BigInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/**
 * Sizes of working memory are computed in ints. At the edge of what is accepted each is that of arithmetic without bounds, and
 * all that a kernel asks for at once fits one array; what lies beyond the edge is refused.
 */
class ConvolutionRoomTest {
    private static final int TOO_MUCH = 1 << 30;
    private static final BigInteger ARRAY = BigInteger.valueOf(Integer.MAX_VALUE - 64);
    private static final int[] WIDTHS = {1, 2, 3, 7, 32, 33, 224, 4096, 100_000};
    private static final int[] CHANNELS = {1, 3, 4, 31, 64, 319, 320, 1000};

    private int shapes;

    @Test
    void sizesAtTheEdgeAreExact() {
        for (int side : new int[] {1, 3}) {
            for (int stride : new int[] {1, 2}) {
                for (int width : WIDTHS) {
                    for (int channels : CHANNELS) {
                        edge(most -> new ConvShape(1, width, width, most, channels, side, stride));
                        edge(most -> new ConvShape(1, width, width, channels, most, side, stride));
                        edge(most -> new ConvShape(1, 1, most, channels, 2, side, stride));
                        edge(most -> new ConvShape(17, most, width, 3, channels, side, stride));
                    }
                }
                edge(most -> new ConvShape(16, 4, 4, most, most, side, stride));
            }
        }
        assertThat(shapes).isGreaterThan(1000);
    }

    /** The largest that is accepted; the next is refused, or has no bound but that of its tensors. */
    private void edge(IntFunction<ConvShape> shape) {
        int low = 0;
        int high = TOO_MUCH;
        while (high - low > 1) {
            int middle = low + (high - low) / 2;
            if (isAccepted(shape, middle)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        if (low > 0) {
            check(shape.apply(low));
            shapes++;
        }
    }

    private static boolean isAccepted(IntFunction<ConvShape> shape, int size) {
        try {
            ConvShape found = shape.apply(size);
            found.input();
            found.output();
            found.weight();
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void check(ConvShape shape) {
        BigInteger taps = big(shape.side()).multiply(big(shape.side()));
        BigInteger in = big(shape.inChannels());
        BigInteger out = big(shape.outChannels());
        assertThat(big(DirectForward.preparedSize(shape)))
                .as("%s", shape)
                .isEqualTo(taps.multiply(whole(out, 4)).multiply(in));
        assertThat(big(DirectInputGradient.preparedSize(shape)))
                .as("%s", shape)
                .isEqualTo(taps.multiply(whole(in, 4)).multiply(out));
        assertThat(shape.macs())
                .as("%s", shape)
                .isEqualTo(big(shape.images())
                        .multiply(big(shape.outHeight()))
                        .multiply(big(shape.outWidth()))
                        .multiply(out)
                        .multiply(in)
                        .multiply(taps)
                        .longValueExact());
        checkDirectWeightGradient(shape, taps, in, out);
        if (Numerics.WINOGRAD.transforms(shape)) {
            checkWinograd(shape, in, out);
        }
    }

    private static void checkDirectWeightGradient(ConvShape shape, BigInteger taps, BigInteger in, BigInteger out) {
        WeightGradientPanels panels = new WeightGradientPanels(shape, Shape.LANES, 0, shape.chunkRows());
        BigInteger planes = big(shape.side() == 1 ? 1 : shape.stride());
        BigInteger columns = big(shape.outWidth()).add(big(shape.side() - 1).divide(planes));
        BigInteger row = odd(planes.multiply(columns).multiply(big(16))).multiply(big(16));
        BigInteger input =
                whole(in, 16).divide(big(16)).multiply(big(panels.inputRows())).multiply(row);
        BigInteger length =
                big(shape.chunkRows()).multiply(big(shape.outWidth())).multiply(big(16));
        BigInteger tile =
                odd(length.multiply(big(4)).divide(big(16))).multiply(big(16)).add(big(16));
        BigInteger gradient = whole(out, 4).divide(big(4)).multiply(tile);
        BigInteger sums = whole(out, 4).multiply(whole(in, 16)).multiply(taps);
        assertThat(big(panels.inputSize())).as("%s", shape).isEqualTo(input);
        assertThat(big(panels.gradientSize())).as("%s", shape).isEqualTo(gradient);
        // A phase is tried with one chunk more than it takes.
        assertThat(sums.add(input.add(gradient).multiply(BigInteger.TWO)))
                .as("%s", shape)
                .isLessThan(ARRAY);
        if (FirstWeightGradient.fits(shape)) {
            BigInteger chunks = big(shape.input().blocks()).multiply(big(shape.chunksOfBlock()));
            assertThat(chunks.multiply(whole(out, 16)).multiply(big(27)))
                    .as("%s", shape)
                    .isLessThan(ARRAY);
        }
    }

    private static void checkWinograd(ConvShape shape, BigInteger in, BigInteger out) {
        BigInteger positions = big(36);
        assertThat(big(WinogradForward.preparedSize(shape)))
                .as("%s", shape)
                .isEqualTo(positions.multiply(whole(out, 4)).multiply(in));
        assertThat(big(WinogradInputGradient.preparedSize(shape)))
                .as("%s", shape)
                .isEqualTo(positions.multiply(whole(in, 4)).multiply(out));
        WinogradPanels panels = new WinogradPanels(shape, ConvShape.CHUNK_TILES);
        BigInteger tiles = big(ConvShape.CHUNK_TILES);
        BigInteger v = odd(whole(in, 16).divide(big(16)).multiply(odd(tiles.multiply(big(16)))))
                .multiply(big(16));
        BigInteger w = odd(whole(out, 4).divide(big(4)).multiply(odd(tiles.multiply(big(4)))))
                .multiply(big(16));
        BigInteger sums = odd(whole(out, 4)
                        .divide(big(4))
                        .multiply(whole(in, 16))
                        .multiply(big(4))
                        .divide(big(16)))
                .multiply(big(16));
        assertThat(big(panels.vSize())).as("%s", shape).isEqualTo(positions.multiply(v));
        assertThat(big(panels.wSize())).as("%s", shape).isEqualTo(positions.multiply(w));
        assertThat(big(panels.sumsSize())).as("%s", shape).isEqualTo(positions.multiply(sums));
        assertThat(positions.multiply(v.add(w).add(sums))).as("%s", shape).isLessThan(ARRAY);
    }

    /** One filter over a hundred million channels: its tensors fit arrays, and four outputs' worth of weights do not. */
    @Test
    void whatOverflowsIsRefused() {
        assertThat(Shape.of(1, 100_000_000, 3, 3).elements()).isPositive();
        assertThatThrownBy(() -> new ConvShape(1, 1, 1, 100_000_000, 1, 3, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("convolution: expected working memory that one array can hold, found 1 images of 1 x 1,"
                        + " 100000000 channels in, 1 out; use fewer channels, or smaller images or batches");
        assertThatThrownBy(() -> new ConvShape(1, 1, 100_000_000, 1, 1, 3, 1)).hasMessageContaining("working memory");
        assertThatThrownBy(() -> new ConvShape(1, 8, 8, 7723, 7723, 3, 1)).hasMessageContaining("working memory");
        assertThatThrownBy(() -> new ConvShape(700_000_000, 1, 1, 3, 1, 3, 1)).hasMessageContaining("working memory");
        assertThatThrownBy(() -> new ConvShape(
                        Integer.MAX_VALUE,
                        Integer.MAX_VALUE,
                        Integer.MAX_VALUE,
                        Integer.MAX_VALUE,
                        Integer.MAX_VALUE,
                        3,
                        1))
                .hasMessageContaining("working memory");
    }

    private static BigInteger big(int value) {
        return BigInteger.valueOf(value);
    }

    private static BigInteger odd(BigInteger value) {
        return value.or(BigInteger.ONE);
    }

    private static BigInteger whole(BigInteger count, int of) {
        return count.add(big(of - 1)).divide(big(of)).multiply(big(of));
    }
}
