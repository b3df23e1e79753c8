package doublewin.engine.kernel.convolution;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How far the convolutions of a WideResNet are from their sums in double: root mean square error relative to the root
 * mean square of the result, over sampled elements, for rectified inputs.
 */
class ConvolutionAccuracyTest {
    private static final int IMAGES = 16;
    private static final int SAMPLES = 1500;

    private static final double ROUNDING = 0x1p-24;

    /**
     * A chain of n products of random signs grows as sqrt(n), and each link rounds to half of a last place of what there is,
     * evenly spread: so it is off by sqrt(n / 6) * 2^-24 * 0.6 of its result, 0.25 sqrt(n) * 2^-24. Half more is allowed.
     */
    private static final double DIRECT = 0.4;

    /** Of the square root of a chain's length in the transformed domain, which the transforms' factors of up to 5 raise. */
    private static final double WINOGRAD = 6;

    /** Terms of the longest chain in forward, input gradient and weight gradient, and chunks that a weight gradient adds. */
    private static double[] bounds(ConvShape shape, Numerics numerics) {
        if (numerics.transforms(shape)) {
            int chunk = ConvShape.CHUNK_TILES * Shape.LANES;
            return new double[] {
                WINOGRAD * ROUNDING * Math.sqrt(shape.inChannels()),
                WINOGRAD * ROUNDING * Math.sqrt(shape.outChannels()),
                WINOGRAD * ROUNDING * Math.sqrt(chunk)
            };
        }
        int taps = shape.side() * shape.side();
        double chunk = (double) shape.chunkRows() * shape.outWidth() * Shape.LANES;
        return new double[] {
            DIRECT * ROUNDING * Math.sqrt(shape.inChannels() * taps),
            DIRECT * ROUNDING * Math.sqrt(shape.outChannels() * taps),
            DIRECT * ROUNDING * (Math.sqrt(chunk) + Math.sqrt(shape.chunksOfBlock()))
        };
    }

    static Stream<ConvShape> layers() {
        return Stream.of(
                new ConvShape(IMAGES, 32, 32, 3, 16, 3, 1),
                new ConvShape(IMAGES, 32, 32, 16, 16, 3, 1),
                new ConvShape(IMAGES, 32, 32, 32, 32, 3, 1),
                new ConvShape(IMAGES, 16, 16, 32, 32, 3, 1),
                new ConvShape(IMAGES, 16, 16, 64, 64, 3, 1),
                new ConvShape(IMAGES, 8, 8, 64, 64, 3, 1),
                new ConvShape(IMAGES, 8, 8, 128, 128, 3, 1),
                new ConvShape(IMAGES, 32, 32, 160, 160, 3, 1),
                new ConvShape(IMAGES, 16, 16, 320, 320, 3, 1),
                new ConvShape(IMAGES, 8, 8, 640, 640, 3, 1),
                new ConvShape(IMAGES, 32, 32, 32, 64, 3, 2),
                new ConvShape(IMAGES, 32, 32, 32, 64, 1, 2));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void errorsAreSmall(ConvShape shape) {
        Tensor x = random(shape.input(), 1, 0);
        Tensor weight = random(shape.weight(), 2, Double.NEGATIVE_INFINITY);
        Tensor dy = random(shape.output(), 3, Double.NEGATIVE_INFINITY);
        for (Numerics numerics : Numerics.values()) {
            if (numerics != Numerics.DIRECT && !numerics.transforms(shape)) {
                continue;
            }
            double[] errors = errors(new Convolution(shape, numerics), x, weight, dy);
            System.out.printf(
                    Locale.ROOT,
                    "accuracy: %d-%d@%d/%d k%d %-8s forward %.1e  input gradient %.1e  weight gradient %.1e%n",
                    shape.inChannels(),
                    shape.outChannels(),
                    shape.height(),
                    shape.stride(),
                    shape.side(),
                    numerics,
                    errors[0],
                    errors[1],
                    errors[2]);
            double[] bounds = bounds(shape, numerics);
            for (int direction = 0; direction < errors.length; direction++) {
                assertThat(errors[direction])
                        .as("%s, direction %d", numerics, direction)
                        .isPositive()
                        .isLessThan(bounds[direction]);
            }
        }
    }

    /** Of forward, input gradient and weight gradient. */
    private static double[] errors(Convolution conv, Tensor x, Tensor weight, Tensor dy) {
        ConvShape shape = conv.shape();
        Tensor y = Tensor.zeros(shape.output());
        Tensor dx = Tensor.zeros(shape.input());
        Tensor dweight = Tensor.zeros(shape.weight());
        try (WorkerPool pool = new WorkerPool(2)) {
            PreparedWeight prepared = conv.allocate(new Arena(), PreparedWeight.Use.FORWARD);
            conv.prepare(pool, weight, prepared);
            conv.forward(pool, x, Prologue.NONE, prepared, y, BandEpilogue.NONE);
            PreparedWeight turned = conv.allocate(new Arena(), PreparedWeight.Use.INPUT_GRADIENT);
            conv.prepare(pool, weight, turned);
            conv.inputGradient(pool, dy, turned, dx, BandEpilogue.NONE);
            conv.weightGradient(pool, x, Prologue.NONE, dy, dweight);
        }
        SplittableRandom random = new SplittableRandom(4);
        Error forward = new Error();
        Error inputGradient = new Error();
        Error weightGradient = new Error();
        for (int i = 0; i < SAMPLES; i++) {
            int n = random.nextInt(IMAGES);
            int k = random.nextInt(shape.outChannels());
            int c = random.nextInt(shape.inChannels());
            int p = random.nextInt(shape.outHeight());
            int q = random.nextInt(shape.outWidth());
            forward.add(at(y, n, p, q, k), forward(shape, x, weight, n, p, q, k));
            int h = random.nextInt(shape.height());
            int w = random.nextInt(shape.width());
            double expected = inputGradient(shape, dy, weight, n, h, w, c);
            inputGradient.add(at(dx, n, h, w, c), expected);
        }
        for (int i = 0; i < SAMPLES / 10; i++) {
            int element = random.nextInt(dweight.elements());
            weightGradient.add(dweight.get(element), weightGradient(shape, x, dy, element));
        }
        return new double[] {forward.relative(), inputGradient.relative(), weightGradient.relative()};
    }

    private static final class Error {
        private double squares;
        private double magnitudes;

        void add(double found, double expected) {
            squares += (found - expected) * (found - expected);
            magnitudes += expected * expected;
        }

        double relative() {
            return Math.sqrt(squares / magnitudes);
        }
    }

    private static double forward(ConvShape shape, Tensor x, Tensor weight, int n, int p, int q, int k) {
        double sum = 0;
        for (int c = 0; c < shape.inChannels(); c++) {
            for (int r = 0; r < shape.side(); r++) {
                for (int s = 0; s < shape.side(); s++) {
                    int h = p * shape.stride() + r - shape.padding();
                    int w = q * shape.stride() + s - shape.padding();
                    sum += (double) at(x, n, h, w, c) * weight.get(tap(shape, k, c, r, s));
                }
            }
        }
        return sum;
    }

    private static double inputGradient(ConvShape shape, Tensor dy, Tensor weight, int n, int h, int w, int c) {
        double sum = 0;
        for (int r = 0; r < shape.side(); r++) {
            for (int s = 0; s < shape.side(); s++) {
                int p = h + shape.padding() - r;
                int q = w + shape.padding() - s;
                if (p % shape.stride() == 0 && q % shape.stride() == 0) {
                    for (int k = 0; k < shape.outChannels(); k++) {
                        sum += (double) at(dy, n, p / shape.stride(), q / shape.stride(), k)
                                * weight.get(tap(shape, k, c, r, s));
                    }
                }
            }
        }
        return sum;
    }

    private static double weightGradient(ConvShape shape, Tensor x, Tensor dy, int element) {
        int taps = shape.side() * shape.side();
        int r = element % taps / shape.side();
        int s = element % shape.side();
        int c = element / taps % shape.inChannels();
        int k = element / taps / shape.inChannels();
        double sum = 0;
        for (int n = 0; n < IMAGES; n++) {
            for (int p = 0; p < shape.outHeight(); p++) {
                for (int q = 0; q < shape.outWidth(); q++) {
                    int h = p * shape.stride() + r - shape.padding();
                    int w = q * shape.stride() + s - shape.padding();
                    sum += (double) at(x, n, h, w, c) * at(dy, n, p, q, k);
                }
            }
        }
        return sum;
    }

    private static int tap(ConvShape shape, int k, int c, int r, int s) {
        return ((k * shape.inChannels() + c) * shape.side() + r) * shape.side() + s;
    }

    /** The value there, 0 outside the map. */
    private static float at(Tensor maps, int n, int h, int w, int c) {
        Shape shape = maps.shape();
        boolean inside = h >= 0 && h < shape.height() && w >= 0 && w < shape.width();
        return inside ? maps.get(LaneFormat.index(shape, n, h, w, c)) : 0;
    }

    private static Tensor random(Shape shape, long seed, double least) {
        SplittableRandom random = new SplittableRandom(seed);
        Tensor tensor = Tensor.zeros(shape);
        for (int i = 0; i < tensor.elements(); i++) {
            tensor.set(i, (float) Math.max(least, random.nextGaussian()));
        }
        return tensor;
    }
}
