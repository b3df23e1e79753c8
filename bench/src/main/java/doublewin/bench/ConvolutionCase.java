package doublewin.bench;

import doublewin.engine.kernel.ConvShape;
import doublewin.engine.kernel.DirectForward;
import doublewin.engine.kernel.DirectInputGradient;
import doublewin.engine.kernel.DirectWeightGradient;
import doublewin.engine.kernel.ReferenceConvolution;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Tensor;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One convolution of a network, with its tensors in an arena as in training: what the benchmarks run. */
public final class ConvolutionCase {
    private static final Pattern NAME = Pattern.compile("(\\d+)(?:-(\\d+))?@(\\d+)(?:/(\\d))?(?:k(\\d))?");
    private static final int IMAGES = 32;

    private final ConvShape shape;
    private final Tensor x;
    private final Tensor weight;
    private final Tensor dy;
    private final Tensor y;
    private final Tensor dx;
    private final Tensor dweight;

    /** Which of the three convolutions of a training step. */
    public enum Direction {
        FORWARD,
        INPUT_GRADIENT,
        WEIGHT_GRADIENT
    }

    /** A case by its name: channels in, "-" channels out if others, "@" map, "/" stride, "k1" for a 1x1 filter. */
    public ConvolutionCase(String name) {
        this(shape(name, IMAGES));
    }

    private ConvolutionCase(ConvShape shape) {
        this.shape = shape;
        Arena arena = new Arena();
        x = random(arena.allocate(shape.input()), 1);
        weight = random(arena.allocate(shape.weight()), 2);
        dy = random(arena.allocate(shape.output()), 3);
        y = arena.allocate(shape.output());
        dx = arena.allocate(shape.input());
        dweight = arena.allocate(shape.weight());
    }

    private static ConvShape shape(String name, int images) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "benchmark: expected a shape such as 16@32 or 16-32@32/2, found " + name);
        }
        int in = Integer.parseInt(matcher.group(1));
        int out = matcher.group(2) == null ? in : Integer.parseInt(matcher.group(2));
        int map = Integer.parseInt(matcher.group(3));
        int stride = matcher.group(4) == null ? 1 : Integer.parseInt(matcher.group(4));
        int kernel = matcher.group(5) == null ? 3 : Integer.parseInt(matcher.group(5));
        return new ConvShape(images, map, map, in, out, kernel, stride);
    }

    /** Floating-point operations of one run; a multiply-add counts two. */
    double flops() {
        return 2.0 * shape.macs();
    }

    /** Runs it once. */
    void run(WorkerPool pool, Direction direction) {
        switch (direction) {
            case FORWARD -> DirectForward.run(pool, shape, x, weight, y);
            case INPUT_GRADIENT -> DirectInputGradient.run(pool, shape, dy, weight, dx);
            case WEIGHT_GRADIENT -> DirectWeightGradient.run(pool, shape, x, dy, dweight);
        }
    }

    /**
     * Fails unless the three directions are transposes of each other, {@code <y, dy> = <x, dx> = <w, dw>}, to within
     * the rounding of float sums.
     */
    void check(WorkerPool pool) {
        for (Direction direction : Direction.values()) {
            run(pool, direction);
        }
        double forward = product(y, dy);
        double tolerance = 1e-5 * Math.sqrt(product(y, y) * product(dy, dy));
        if (Math.abs(forward - product(x, dx)) > tolerance
                || Math.abs(forward - product(weight, dweight)) > tolerance) {
            throw new IllegalStateException("benchmark: " + shape + ": inner products differ: " + forward + ", "
                    + product(x, dx) + ", " + product(weight, dweight));
        }
    }

    /** Fails unless a single image gives the bits of the scalar reference in all directions. */
    static void checkOneImage(String name, WorkerPool pool) {
        ConvolutionCase one = new ConvolutionCase(shape(name, 1));
        for (Direction direction : Direction.values()) {
            one.run(pool, direction);
        }
        Tensor expected = Tensor.zeros(one.shape.output());
        ReferenceConvolution.forward(one.shape, one.x, one.weight, expected);
        MapBenchmark.requireEqual("convolution", one.y, expected);
        expected = Tensor.zeros(one.shape.input());
        ReferenceConvolution.inputGradient(one.shape, one.dy, one.weight, expected);
        MapBenchmark.requireEqual("convolution: input gradient", one.dx, expected);
        expected = Tensor.zeros(one.shape.weight());
        ReferenceConvolution.weightGradient(one.shape, one.x, one.dy, expected);
        MapBenchmark.requireEqual("convolution: weight gradient", one.dweight, expected);
    }

    private static double product(Tensor a, Tensor b) {
        double sum = 0;
        for (int i = 0; i < a.elements(); i++) {
            sum += (double) a.get(i) * b.get(i);
        }
        return sum;
    }

    private static Tensor random(Tensor tensor, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < tensor.elements(); i++) {
            tensor.set(i, (float) (random.nextDouble() - 0.5));
        }
        return tensor;
    }
}
