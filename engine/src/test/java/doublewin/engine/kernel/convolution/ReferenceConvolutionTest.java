package doublewin.engine.kernel.convolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The reference convolution against the defining sum, taken in double over plain (image, channel, height, width)
 * arrays: one visit to every product x * w, whichever of the three sums it belongs to.
 *
 * <p>A chain of L fused multiply-adds is off by at most L * 2^-24 times the sum of the terms' magnitudes, to first
 * order; a weight gradient also adds its chunks, one rounding each.
 */
class ReferenceConvolutionTest {
    private static final double HALF_ULP = 0x1p-24;

    static Stream<ConvShape> shapes() {
        return Stream.of(
                new ConvShape(1, 5, 4, 3, 4, 3, 1),
                new ConvShape(17, 5, 7, 3, 10, 3, 2),
                new ConvShape(17, 4, 6, 10, 3, 3, 2),
                new ConvShape(2, 1, 1, 4, 4, 3, 1),
                new ConvShape(3, 7, 5, 4, 3, 1, 2),
                new ConvShape(3, 6, 5, 4, 3, 1, 1),
                new ConvShape(2, 9, 40, 2, 3, 3, 1),
                new ConvShape(1, 2, 2, 330, 4, 3, 1),
                new ConvShape(1, 3, 2, 4, 330, 3, 2));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void equalsTheDefiningSums(ConvShape shape) {
        Tensor x = random(shape.input(), 1);
        Tensor weight = random(shape.weight(), 2);
        Tensor dy = random(shape.output(), 3);
        Tensor y = Tensor.zeros(shape.output());
        Tensor dx = Tensor.zeros(shape.input());
        Tensor dweight = Tensor.zeros(shape.weight());
        ReferenceConvolution.forward(shape, x, weight, y);
        ReferenceConvolution.inputGradient(shape, dy, weight, dx);
        ReferenceConvolution.weightGradient(shape, x, dy, dweight);

        Sums sums = new Sums(shape, LaneFormat.unpack(x), weight.toArray(), LaneFormat.unpack(dy));
        int taps = shape.side() * shape.side();
        int rows = Math.min(shape.chunkRows(), shape.outHeight());
        int chunks = y.shape().blocks() * ((shape.outHeight() + rows - 1) / rows);
        int terms = rows * shape.outWidth() * Shape.LANES;
        requireNear(LaneFormat.unpack(y), sums.y, sums.sizeOfY, taps * shape.inChannels());
        requireNear(LaneFormat.unpack(dx), sums.dx, sums.sizeOfDx, taps * shape.outChannels());
        requireNear(dweight.toArray(), sums.dweight, sums.sizeOfDweight, terms + chunks);
    }

    private static void requireNear(float[] found, double[] expected, double[] sizes, int roundings) {
        assertThat(found).hasSize(expected.length).isNotEmpty();
        for (int i = 0; i < found.length; i++) {
            assertThat((double) found[i]).isCloseTo(expected[i], within(roundings * HALF_ULP * sizes[i]));
        }
    }

    /** The three sums, and the sums of their terms' magnitudes. */
    private static final class Sums {
        final double[] y;
        final double[] sizeOfY;
        final double[] dx;
        final double[] sizeOfDx;
        final double[] dweight;
        final double[] sizeOfDweight;

        Sums(ConvShape shape, float[] x, float[] weight, float[] dy) {
            y = new double[dy.length];
            sizeOfY = new double[dy.length];
            dx = new double[x.length];
            sizeOfDx = new double[x.length];
            dweight = new double[weight.length];
            sizeOfDweight = new double[weight.length];
            int side = shape.side();
            for (int out = 0; out < dy.length; out++) {
                int q = out % shape.outWidth();
                int p = out / shape.outWidth() % shape.outHeight();
                int k = out / shape.outWidth() / shape.outHeight() % shape.outChannels();
                int n = out / shape.outWidth() / shape.outHeight() / shape.outChannels();
                for (int tap = 0; tap < shape.inChannels() * side * side; tap++) {
                    int h = p * shape.stride() + tap / side % side - side / 2;
                    int w = q * shape.stride() + tap % side - side / 2;
                    if (h >= 0 && h < shape.height() && w >= 0 && w < shape.width()) {
                        int c = tap / side / side;
                        int in = ((n * shape.inChannels() + c) * shape.height() + h) * shape.width() + w;
                        int of = k * shape.inChannels() * side * side + tap;
                        add(y, sizeOfY, out, (double) x[in] * weight[of]);
                        add(dx, sizeOfDx, in, (double) dy[out] * weight[of]);
                        add(dweight, sizeOfDweight, of, (double) dy[out] * x[in]);
                    }
                }
            }
        }

        private static void add(double[] sums, double[] sizes, int index, double term) {
            sums[index] += term;
            sizes[index] += Math.abs(term);
        }
    }

    private static Tensor random(Shape shape, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Tensor tensor = Tensor.zeros(shape);
        for (int i = 0; i < shape.elements(); i++) {
            tensor.set(i, (float) random.nextGaussian());
        }
        return tensor;
    }
}
