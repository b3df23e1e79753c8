package doublewin.engine.kernel.quantise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import doublewin.engine.io.SafetensorsFile;
import doublewin.engine.kernel.Batches;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every fake-quantised value that the official code produced, bit for bit. */
class QuantiserGoldenTest {
    private static final Pattern ACTIVATION = Pattern.compile("(.+)\\.(train|eval)\\.q(\\d+)");
    private static final Pattern WEIGHT = Pattern.compile("([^.]+)\\.q(\\d+)");

    @Test
    void quantisesBitForBitLikeTheOfficialCode() throws IOException {
        String folder = System.getProperty("doublewin.golden");
        assumeTrue(folder != null, "no golden numbers: set -Ddoublewin.golden=DIR");
        Path path = Path.of(folder, "quantize.safetensors");
        int weights = 0;
        int activations = 0;
        try (SafetensorsFile golden = SafetensorsFile.open(path);
                WorkerPool pool = new WorkerPool(2)) {
            for (String name : golden.names()) {
                Matcher activation = ACTIVATION.matcher(name);
                Matcher weight = WEIGHT.matcher(name);
                if (activation.matches()) {
                    compareActivation(golden, pool, activation);
                    activations++;
                } else if (weight.matches()) {
                    compareWeight(golden, pool, weight);
                    weights++;
                }
            }
        }
        System.out.println("quantize: " + weights + " weights and " + activations + " activations are bit-equal");
        assertThat(weights).isPositive();
        assertThat(activations).isPositive();
        System.out.println("golden comparisons: " + (weights + activations) + " tensors of quantize");
    }

    private static void compareWeight(SafetensorsFile golden, WorkerPool pool, Matcher name) throws IOException {
        int bits = Integer.parseInt(name.group(2));
        Tensor weight = Tensor.of(golden.shape(name.group(1)), golden.floats(name.group(1)));
        Tensor expected = Tensor.of(weight.shape(), golden.floats(name.group()));
        Tensor y = Tensor.zeros(weight.shape());
        FakeQuantise.perChannel(pool, weight, bits, y);
        Batches.assertSameBits(y, expected);
        ReferenceFakeQuantise.perChannel(weight, bits, y);
        Batches.assertSameBits(y, expected);
    }

    private static void compareActivation(SafetensorsFile golden, WorkerPool pool, Matcher name) throws IOException {
        int bits = Integer.parseInt(name.group(3));
        Tensor x = batch(golden, name.group(1));
        Tensor expected = batch(golden, name.group());
        QuantisationGrid grid;
        if (name.group(2).equals("train")) {
            String prefix = name.group(1) + ".train.";
            Range range = RangeFinder.perTensor(pool, x);
            assertThat(range.min()).isEqualTo(golden.floats(prefix + "zero_point" + bits)[0]);
            assertThat(range.width()).isEqualTo(golden.floats(prefix + "range" + bits)[0]);
            grid = QuantisationGrid.of(range, bits);
        } else {
            grid = QuantisationGrid.of(golden.floats("running_zero_point")[0], golden.floats("running_range")[0], bits);
        }
        Tensor y = Tensor.zeros(x.shape());
        FakeQuantise.perTensor(pool, x, grid, y);
        Batches.assertSameBits(y, expected);
        ReferenceFakeQuantise.perTensor(x, grid, y);
        Batches.assertSameBits(y, expected);
    }

    private static Tensor batch(SafetensorsFile golden, String name) throws IOException {
        Shape shape = golden.shape(name);
        Tensor lanes = Tensor.zeros(Shape.lanes(shape.dim(0), shape.dim(2), shape.dim(3), shape.dim(1)));
        LaneFormat.pack(golden.floats(name), lanes);
        return lanes;
    }
}
