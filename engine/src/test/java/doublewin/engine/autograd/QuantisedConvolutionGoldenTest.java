package doublewin.engine.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import doublewin.engine.io.SafetensorsFile;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.kernel.quantise.QuantisationGrid;
import doublewin.engine.kernel.quantise.Range;
import doublewin.engine.kernel.quantise.RangeFinder;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Single fake-quantised convolutions of the official code (PyTorch 1.13, CPU): in training with the batch's range, in
 * evaluation with the running range that this leaves behind. The bound is 1e-5 of a tensor's largest magnitude: the two
 * sum in different orders. Both quantise the same floats with the same ranges, so no value may round to another code.
 *
 * <p>Folder by the system property {@code doublewin.golden}; cases are read from the file's names, such as
 * {@code c3s1.q8.x}: kernel, stride, bits (0 for none).
 */
class QuantisedConvolutionGoldenTest {
    private static final Pattern CASE = Pattern.compile("(c(\\d+)s(\\d+)\\.q(\\d+))\\.x");
    private static final double BOUND = 1e-5;
    private static final float KEPT = 0.1f;
    private static final float NEW = 0.9f;

    /** Largest error seen, as a fraction of the tensor's largest magnitude, by what was compared. */
    private final Map<String, Double> maxima = new TreeMap<>();

    @Test
    void everyCaseOfTheFile() throws IOException {
        String folder = System.getProperty("doublewin.golden");
        assumeTrue(folder != null, "no golden numbers: set -Ddoublewin.golden=DIR");
        Path file = Path.of(folder, "qconv.safetensors");
        int cases = 0;
        try (SafetensorsFile golden = SafetensorsFile.open(file);
                WorkerPool pool = new WorkerPool(2)) {
            for (String name : golden.names()) {
                Matcher matcher = CASE.matcher(name);
                if (matcher.matches()) {
                    check(golden, matcher, pool);
                    cases++;
                }
            }
        }
        assertThat(cases).as("cases in " + file).isPositive();
        maxima.forEach((what, error) -> System.out.printf(
                "golden: qconv %s max %.2g of the largest magnitude, bound %.0e%n", what, error, BOUND));
        System.out.println("golden comparisons: " + cases + " cases of qconv");
    }

    private void check(SafetensorsFile golden, Matcher matcher, WorkerPool pool) throws IOException {
        String prefix = matcher.group(1);
        int stride = Integer.parseInt(matcher.group(3));
        int bits = Integer.parseInt(matcher.group(4));
        Tensor x = tensor(golden, prefix + ".x");
        Tensor weight = tensor(golden, prefix + ".weight");
        assertThat(weight.shape().dim(2)).as(prefix).isEqualTo(Integer.parseInt(matcher.group(2)));

        Range batch = RangeFinder.perTensor(pool, x);
        Convolved training = convolve(pool, x, weight, stride, bits, batch.min(), batch.width(), golden, prefix);
        compare(prefix + " train.out", training.out(), golden.floats(prefix + ".train.out"));
        compare(prefix + " train.grad_x", training.dx(), golden.floats(prefix + ".train.grad_x"));
        compare(prefix + " train.grad_weight", training.dweight(), golden.floats(prefix + ".train.grad_weight"));

        float runningOffset = KEPT * 0f + NEW * batch.min();
        float runningRange = KEPT * 0f + NEW * batch.width();
        assertThat(runningOffset).as(prefix).isEqualTo(golden.floats(prefix + ".running_zero_point")[0]);
        assertThat(runningRange).as(prefix).isEqualTo(golden.floats(prefix + ".running_range")[0]);
        Convolved evaluation = convolve(pool, x, weight, stride, bits, runningOffset, runningRange, golden, prefix);
        compare(prefix + " eval.out", evaluation.out(), golden.floats(prefix + ".eval.out"));
        compare(prefix + " eval.grad_x", evaluation.dx(), golden.floats(prefix + ".eval.grad_x"));
    }

    /** In official order: maps (N,C,H,W), weight (K,C,R,S). */
    private record Convolved(float[] out, float[] dx, float[] dweight) {}

    private static Convolved convolve(
            WorkerPool pool,
            Tensor x,
            Tensor weight,
            int stride,
            int bits,
            float offset,
            float range,
            SafetensorsFile golden,
            String prefix)
            throws IOException {
        Tape tape = new Tape(new Arena(1 << 20), pool, GradientTarget.INPUT_AND_PARAMETERS);
        Variable input = tape.input(x);
        Variable filters = tape.parameter(weight);
        Variable out;
        if (bits == 0) {
            out = ConvolutionOp.apply(tape, input, filters, stride, Numerics.DIRECT);
        } else {
            Variable quantised = FakeQuantiseOp.perTensor(tape, input, QuantisationGrid.of(offset, range, bits));
            out = ConvolutionOp.apply(
                    tape, quantised, FakeQuantiseOp.perChannel(tape, filters, bits), stride, Numerics.DIRECT);
        }
        Gradients gradients = tape.backward(out, tensor(golden, prefix + ".grad_out"));
        return new Convolved(
                LaneFormat.unpack(out.value()),
                LaneFormat.unpack(gradients.of(input).orElseThrow()),
                gradients.of(filters).orElseThrow().toArray());
    }

    /** Filters as they are, everything else (N,C,H,W) packed into lanes. */
    private static Tensor tensor(SafetensorsFile golden, String name) throws IOException {
        Shape shape = golden.shape(name);
        float[] values = golden.floats(name);
        if (name.endsWith(".weight")) {
            return Tensor.of(shape, values);
        }
        Tensor lanes = Tensor.zeros(Shape.lanes(shape.dim(0), shape.dim(2), shape.dim(3), shape.dim(1)));
        LaneFormat.pack(values, lanes);
        return lanes;
    }

    private void compare(String what, float[] found, float[] expected) {
        assertThat(found).as(what).hasSameSizeAs(expected);
        double largest = 0;
        double error = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            error = Math.max(error, Math.abs((double) found[i] - expected[i]));
        }
        assertThat(largest).as(what).isPositive();
        assertThat(error / largest).as(what).isLessThanOrEqualTo(BOUND);
        maxima.merge(what.substring(what.indexOf(' ') + 1), error / largest, Math::max);
    }
}
