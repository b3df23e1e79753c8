package doublewin.bench.measure;

import doublewin.engine.kernel.convolution.BandEpilogue;
import doublewin.engine.kernel.convolution.ConvShape;
import doublewin.engine.kernel.convolution.Convolution;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.kernel.convolution.PreparedWeight;
import doublewin.engine.kernel.convolution.Prologue;
import doublewin.engine.kernel.convolution.ReferenceConvolution;
import doublewin.engine.kernel.convolution.ReferenceWinograd;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Tensor;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One convolution of a network, with its tensors in an arena as in training: what the benchmarks run. */
public final class ConvolutionCase {
    private static final Pattern NAME = Pattern.compile("(\\d+)(?:-(\\d+))?@(\\d+)(?:/(\\d))?(?:k(\\d))?");
    private static final int IMAGES = 32;

    private final ConvShape shape;
    private final Numerics numerics;
    private final Convolution convolution;
    private final PreparedWeight preparedForward;
    private final PreparedWeight preparedInputGradient;
    private final Tensor x;
    private final Tensor weight;
    private final Tensor dy;
    private final Tensor y;
    private final Tensor dx;
    private final Tensor dweight;

    /** Which of the three convolutions of a training step. */
    public enum Direction {
        FORWARD("forward"),
        INPUT_GRADIENT("inputgrad"),
        WEIGHT_GRADIENT("weightgrad");

        private final String label;

        Direction(String label) {
            this.label = label;
        }

        /** What this direction by these algorithms is called, such as {@code conv.direct.forward}. */
        public String nameIn(Numerics numerics) {
            return "conv." + numerics.name().toLowerCase(Locale.ROOT) + "." + label;
        }
    }

    /** A case by its name: channels in, "-" channels out if others, "@" map, "/" stride, "k1" for a 1x1 filter. */
    public ConvolutionCase(String name, Numerics numerics) {
        this(shape(name, IMAGES), numerics);
    }

    private ConvolutionCase(ConvShape shape, Numerics numerics) {
        this.shape = shape;
        this.numerics = numerics;
        convolution = new Convolution(shape, numerics);
        Arena arena = new Arena();
        preparedForward = convolution.allocate(arena, PreparedWeight.Use.FORWARD);
        preparedInputGradient = convolution.allocate(arena, PreparedWeight.Use.INPUT_GRADIENT);
        x = Noise.fill(arena.allocate(shape.input()), 1);
        weight = Noise.fill(arena.allocate(shape.weight()), 2);
        dy = Noise.fill(arena.allocate(shape.output()), 3);
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

    /** Whether the layer is computed by these numerics' own algorithm; else the other one does it. */
    public boolean isOwn() {
        return numerics == Numerics.DIRECT || numerics.transforms(shape);
    }

    /** Floating-point operations of one run; a multiply-add counts two. */
    public double flops() {
        return 2.0 * shape.macs();
    }

    /** One direction, for {@link Sampler}. Weights are prepared beforehand: the steps of an attack share them. */
    public Work work(Direction direction) {
        double floats = (double) shape.input().elements() + shape.output().elements() + weight.elements();
        return new Work(
                direction.nameIn(numerics), label(), flops(), floats * Float.BYTES, pool -> run(pool, direction));
    }

    private String label() {
        return shape.inChannels() + "-" + shape.outChannels() + "@" + shape.height()
                + (shape.stride() == 1 ? "" : "/" + shape.stride()) + (shape.side() == 3 ? "" : "k" + shape.side());
    }

    /** Puts the weights into the order in which {@link #run} reads them. */
    public void prepare(WorkerPool pool) {
        convolution.prepare(pool, weight, preparedForward);
        convolution.prepare(pool, weight, preparedInputGradient);
    }

    /** Runs it once. */
    public void run(WorkerPool pool, Direction direction) {
        switch (direction) {
            case FORWARD -> convolution.forward(pool, x, Prologue.NONE, preparedForward, y, BandEpilogue.NONE);
            case INPUT_GRADIENT -> convolution.inputGradient(pool, dy, preparedInputGradient, dx, BandEpilogue.NONE);
            case WEIGHT_GRADIENT -> convolution.weightGradient(pool, x, Prologue.NONE, dy, dweight);
        }
    }

    /**
     * Prepares, and fails unless the three directions are transposes of each other, {@code <y, dy> = <x, dx> = <w, dw>}, to within
     * the rounding of float sums.
     */
    public void check(WorkerPool pool) {
        prepare(pool);
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
    public static void checkOneImage(String name, Numerics numerics, WorkerPool pool) {
        ConvolutionCase one = new ConvolutionCase(shape(name, 1), numerics);
        one.prepare(pool);
        for (Direction direction : Direction.values()) {
            one.run(pool, direction);
        }
        boolean transforms = numerics.transforms(one.shape);
        Tensor expected = Tensor.zeros(one.shape.output());
        if (transforms) {
            ReferenceWinograd.forward(one.shape, one.x, one.weight, expected);
        } else {
            ReferenceConvolution.forward(one.shape, one.x, one.weight, expected);
        }
        requireEqual("convolution", one.y, expected);
        expected = Tensor.zeros(one.shape.input());
        if (transforms) {
            ReferenceWinograd.inputGradient(one.shape, one.dy, one.weight, expected);
        } else {
            ReferenceConvolution.inputGradient(one.shape, one.dy, one.weight, expected);
        }
        requireEqual("convolution: input gradient", one.dx, expected);
        expected = Tensor.zeros(one.shape.weight());
        if (transforms) {
            ReferenceWinograd.weightGradient(one.shape, one.x, one.dy, expected);
        } else {
            ReferenceConvolution.weightGradient(one.shape, one.x, one.dy, expected);
        }
        requireEqual("convolution: weight gradient", one.dweight, expected);
    }

    /** Fails unless two tensors have the same bits. */
    public static void requireEqual(String what, Tensor found, Tensor expected) {
        for (int i = 0; i < expected.elements(); i++) {
            if (Float.floatToIntBits(found.get(i)) != Float.floatToIntBits(expected.get(i))) {
                throw new IllegalStateException("benchmark: " + what + " differs from its reference at element " + i
                        + ": " + found.get(i) + ", expected " + expected.get(i));
            }
        }
    }

    private static double product(Tensor a, Tensor b) {
        double sum = 0;
        for (int i = 0; i < a.elements(); i++) {
            sum += (double) a.get(i) * b.get(i);
        }
        return sum;
    }
}
