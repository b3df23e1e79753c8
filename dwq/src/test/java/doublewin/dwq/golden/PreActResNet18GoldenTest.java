package doublewin.dwq.golden;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.quant.NormKind;
import doublewin.dwq.quant.QuantisedParts;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Pass;
import doublewin.nn.PreActResNet18;
import doublewin.nn.Precision;
import doublewin.nn.StateDict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** PreActResNet18 with weights from a formula: training-mode forwards that set the buffers, evaluation, gradients. */
class PreActResNet18GoldenTest {
    private static final String NAME = "prn18";
    private static final double SIGNS = 0.92;
    private static final double RUNNING = 1.5e-2;
    private static final double FULL_PRECISION_GRADIENTS = 1e-5;
    private static final double COSINE = 0.999;
    private static final int SMALL_NOISE_BITS = 12;
    private static final double NOISY_LOGITS = 0.12;
    private static final double NOISY_LOSS = 0.03;

    @Test
    void computesAsTheOfficialCode() throws IOException {
        try (GoldenFile golden = GoldenFile.open(NAME);
                WorkerPool pool = new WorkerPool(2)) {
            PrecisionSet set = PrecisionSet.parse(golden.metadata("bits"));
            PreActResNet18 network = new PreActResNet18(new QuantisedParts(NormKind.SWITCHABLE, set), 10);
            StateDict state = StateDict.of(network);
            fillByFormula(golden, state.parameters());
            Passes passes = new Passes(network, pool);

            warm(golden, set, passes, state);
            loadBuffers(golden, state);
            EvaluationGoldenTest.compareLogits(golden, NAME, passes);
            EvaluationGoldenTest.compareGradients(golden, passes, SIGNS);
            for (Precision precision : golden.precisions("train.q", ".logits")) {
                loadBuffers(golden, state);
                compareTraining(golden, passes, precision);
            }
            golden.verify();
        }
    }

    /** The metadata's formula: a 32-bit hash of tensor number and index, with a checksum a tensor. */
    private static void fillByFormula(GoldenFile golden, Map<String, Tensor> parameters) {
        int seed = (int) Long.parseLong(golden.metadata("seed"));
        String[] lines = golden.metadata("parameters").split("\n");
        assertThat(lines).hasSize(parameters.size());
        for (String line : lines) {
            String[] column = line.split(" ");
            int number = Integer.parseInt(column[0]);
            Tensor parameter = parameters.get(column[1]);
            assertThat(parameter).as(column[1]).isNotNull();
            double scale = Double.parseDouble(column[3]);
            double offset = Double.parseDouble(column[4]);
            ByteBuffer bytes = ByteBuffer.allocate(4 * parameter.elements()).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < parameter.elements(); i++) {
                int h = (i + 1) * (int) 2654435761L + (number + 1) * 40503 + seed;
                h = (h ^ h >>> 16) * 0x85ebca6b;
                h = (h ^ h >>> 13) * 0xc2b2ae35;
                h ^= h >>> 16;
                parameter.set(i, (float) (offset + (Integer.toUnsignedLong(h) / 0x1p32 - 0.5) * scale));
                bytes.putFloat(parameter.get(i));
            }
            CRC32 checksum = new CRC32();
            checksum.update(bytes.flip());
            assertThat(checksum.getValue()).as(column[1]).isEqualTo(Long.parseLong(column[5], 16));
        }
    }

    /** One training-mode forward at every precision, then at full precision; then the buffers. */
    private static void warm(GoldenFile golden, PrecisionSet set, Passes passes, StateDict state) throws IOException {
        Tensor x = golden.batch("warm.x");
        for (Precision precision : set.asList()) {
            warm(golden, passes, x, precision);
        }
        warm(golden, passes, x, Precision.FULL);
        double largest = 0;
        int buffers = 0;
        for (Map.Entry<String, Tensor> buffer : golden.tensors("final.").entrySet()) {
            float[] found = state.tensors().get(buffer.getKey()).toArray();
            largest = Math.max(largest, Difference.relative(found, buffer.getValue().toArray()));
            buffers++;
        }
        assertThat(buffers).isEqualTo(state.tensors().size() - state.parameters().size());
        golden.atMost("final running statistics and ranges", largest, RUNNING);
    }

    private static void warm(GoldenFile golden, Passes passes, Tensor x, Precision precision) throws IOException {
        String name = "warm.q" + precision.bits() + ".logits";
        double difference =
                Difference.largest(passes.forward(x, precision, Pass.TRAINING), golden.floats(name));
        golden.atMost(name, difference, LogitBounds.of(NAME, precision));
    }

    private static void loadBuffers(GoldenFile golden, StateDict state) throws IOException {
        for (Map.Entry<String, Tensor> buffer : golden.tensors("final.").entrySet()) {
            state.tensors().get(buffer.getKey()).copyFrom(buffer.getValue());
        }
    }

    private static void compareTraining(GoldenFile golden, Passes passes, Precision precision) throws IOException {
        String prefix = "train.q" + precision.bits() + ".";
        Passes.Result result = passes.train(golden.batch("eval.x"), golden.labels("eval.y"), precision);
        boolean quiet = precision.isFull() || precision.bits() >= SMALL_NOISE_BITS;
        double logits = Difference.largest(result.logits(), golden.floats(prefix + "logits"));
        double loss = Math.abs(result.loss() - golden.scalar(prefix + "loss"));
        golden.atMost(prefix + "logits", logits, quiet ? LogitBounds.of(NAME, precision) : NOISY_LOGITS);
        golden.atMost(prefix + "loss", loss, quiet ? LogitBounds.of(NAME, precision) : NOISY_LOSS);
        if (!quiet) {
            return;
        }
        Map<String, Tensor> gradients = golden.tensors(prefix + "grad.");
        assertThat(gradients).isNotEmpty();
        double relative = 0;
        double cosine = 1;
        for (Map.Entry<String, Tensor> gradient : gradients.entrySet()) {
            float[] found = result.gradients().get(gradient.getKey());
            assertThat(found).as(gradient.getKey()).isNotNull();
            relative = Math.max(relative, Difference.relative(found, gradient.getValue().toArray()));
            cosine = Math.min(cosine, Difference.cosine(found, gradient.getValue().toArray()));
        }
        if (precision.isFull()) {
            golden.atMost(prefix + "gradients, relative", relative, FULL_PRECISION_GRADIENTS);
        } else {
            golden.atLeast(prefix + "gradients, cosine", cosine, COSINE);
        }
    }
}
