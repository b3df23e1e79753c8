package doublewin.dwq.golden;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.dwq.Images;
import doublewin.dwq.PrecisionSet;
import doublewin.dwq.quant.NormKind;
import doublewin.dwq.quant.QuantisedParts;
import doublewin.dwq.quant.SwitchableBatchNorm;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Pass;
import doublewin.nn.PreActResNet18;
import doublewin.nn.Precision;
import doublewin.nn.StateDict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** PreActResNet18 with weights from a formula: training-mode forwards that set the buffers, evaluation, gradients. */
class PreActResNet18GoldenTest {
    private static final String NAME = "prn18";
    /** Ranges are those of the full-precision forward, the last one. */
    private static final double RANGES = 1e-4;

    private static final Pattern FACTORS = Pattern.compile("\\(i\\+1\\)\\*(\\d+) \\+ \\(t\\+1\\)\\*(\\d+) \\+ seed");
    private static final Pattern BRANCH = Pattern.compile("\\.bn\\.(\\d+)\\.running_");
    private static final double FULL_PRECISION_GRADIENTS = 1e-5;
    private static final double COSINE = 0.999;
    private static final int BITS_OF_COSINE = 16;

    @ParameterizedTest
    @EnumSource
    void computesAsTheOfficialCode(Numerics numerics) throws IOException {
        try (GoldenFile golden = GoldenFile.open(NAME, numerics);
                WorkerPool pool = new WorkerPool(2)) {
            PrecisionSet set = PrecisionSet.parse(golden.metadata("bits"));
            Kinks kinks = new Kinks(
                    new QuantisedParts(NormKind.SWITCHABLE, set, numerics),
                    channels -> new SwitchableBatchNorm(channels, set));
            PreActResNet18 network = new PreActResNet18(kinks, Images.SHAPE, 10);
            StateDict state = StateDict.of(network);
            fillByFormula(golden, state.parameters());
            Passes passes = new Passes(network, pool);

            warm(golden, set, passes, state);
            loadBuffers(golden, state);
            EvaluationGoldenTest.compareLogits(golden, NAME, passes);
            EvaluationGoldenTest.compareGradients(golden, passes, SignBounds.of(NAME), numerics);
            for (Precision precision : golden.precisions("train.q", ".logits")) {
                compareTraining(golden, passes, precision);
            }
            double bound = LogitBounds.layerError(numerics) * FULL_PRECISION_GRADIENTS;
            for (Precision precision : golden.precisions("train.q", ".logits")) {
                compareGradients(golden, passes, precision, kinks, bound);
            }
            golden.verify();
        }
    }

    /** The metadata's formula: a 32-bit hash of tensor number and index, with a checksum a tensor. */
    private static void fillByFormula(GoldenFile golden, Map<String, Tensor> parameters) {
        int seed = (int) Long.parseLong(golden.metadata("seed"));
        Matcher factors = FACTORS.matcher(golden.metadata("formula"));
        assertThat(factors.find()).as("factors in the formula").isTrue();
        int factorOfIndex = (int) Long.parseLong(factors.group(1));
        int factorOfNumber = (int) Long.parseLong(factors.group(2));
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
                int h = (i + 1) * factorOfIndex + (number + 1) * factorOfNumber + seed;
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
        compareBuffers(golden, set, state);
    }

    /**
     * Shared ranges passed through the full-precision forward last; a branch of batch norm has its own precision's
     * noise.
     */
    private static void compareBuffers(GoldenFile golden, PrecisionSet set, StateDict state) throws IOException {
        Map<String, Tensor> buffers = golden.tensors("final.");
        assertThat(buffers).hasSize(state.tensors().size() - state.parameters().size());
        double[] largest = new double[set.size()];
        double ranges = 0;
        for (Map.Entry<String, Tensor> buffer : buffers.entrySet()) {
            float[] found = state.tensors().get(buffer.getKey()).toArray();
            double difference = Difference.relative(found, buffer.getValue().toArray());
            Matcher branch = BRANCH.matcher(buffer.getKey());
            if (branch.find()) {
                int k = Integer.parseInt(branch.group(1));
                largest[k] = Math.max(largest[k], difference);
            } else {
                ranges = Math.max(ranges, difference);
            }
        }
        golden.atMost("final ranges, relative", ranges, RANGES);
        for (int k = 0; k < largest.length; k++) {
            golden.atMost(
                    "final running statistics of " + set.get(k) + ", relative",
                    largest[k],
                    LogitBounds.ofRunningStatistics(NAME, set.get(k)));
        }
    }

    private static void warm(GoldenFile golden, Passes passes, Tensor x, Precision precision) throws IOException {
        String name = "warm.q" + precision.bits() + ".logits";
        double difference = Difference.largest(passes.forward(x, precision, Pass.TRAINING), golden.floats(name));
        golden.atMost(name, difference, LogitBounds.ofTrainingLogits(NAME, precision));
    }

    private static void loadBuffers(GoldenFile golden, StateDict state) throws IOException {
        for (Map.Entry<String, Tensor> buffer : golden.tensors("final.").entrySet()) {
            state.tensors().get(buffer.getKey()).copyFrom(buffer.getValue());
        }
    }

    private static void compareTraining(GoldenFile golden, Passes passes, Precision precision) throws IOException {
        String prefix = "train.q" + precision.bits() + ".";
        Passes.Result result = train(golden, passes, precision);
        double logits = Difference.largest(result.logits(), golden.floats(prefix + "logits"));
        double loss = Math.abs(result.loss() - golden.scalar(prefix + "loss"));
        golden.atMost(prefix + "logits", logits, LogitBounds.ofTrainingLogits(NAME, precision));
        golden.atMost(prefix + "loss", loss, LogitBounds.ofTrainingLoss(NAME, precision));
    }

    private static void compareGradients(
            GoldenFile golden, Passes passes, Precision precision, Kinks kinks, double bound) throws IOException {
        Map<String, Tensor> expected = golden.tensors("train.q" + precision.bits() + ".grad.");
        assertThat(expected).isNotEmpty();
        String quantity = "train.q" + precision.bits() + ".gradients, ";
        if (precision.isFull()) {
            golden.atMost(
                    quantity + "relative, beside the jumps told",
                    largestUpToKinks(golden, passes, precision, expected, kinks, bound),
                    bound);
        } else if (precision.bits() == BITS_OF_COSINE) {
            Map<String, float[]> found = train(golden, passes, precision).gradients();
            double cosine = expected.entrySet().stream()
                    .mapToDouble(entry -> Difference.cosine(
                            found.get(entry.getKey()), entry.getValue().toArray()))
                    .min()
                    .orElseThrow();
            golden.atLeast(quantity + "cosine", cosine, COSINE);
        }
    }

    /**
     * Largest relative difference over all gradients, where inputs of a ReLU that rounding may put on either side of 0
     * are taken on the side that agrees better, one after the other and only until the bound holds. What that changes
     * is told. A wrong rule can't hide here: it is off everywhere, and a crossing changes one path through the network.
     */
    private static double largestUpToKinks(
            GoldenFile golden,
            Passes passes,
            Precision precision,
            Map<String, Tensor> expected,
            Kinks kinks,
            double bound)
            throws IOException {
        Set<Kinks.Kink> crossed = new HashSet<>();
        kinks.cross(crossed);
        double[] best = differences(train(golden, passes, precision), expected);
        double strict = max(best);
        for (Kinks.Kink kink : kinks.found()) {
            if (max(best) <= bound) {
                break;
            }
            crossed.add(kink);
            kinks.cross(crossed);
            double[] other = differences(train(golden, passes, precision), expected);
            if (sum(other) < sum(best)) {
                best = other;
                golden.tell("full-precision gradients", "jump at a ReLU's input, " + kink + "; without, " + strict);
            } else {
                crossed.remove(kink);
            }
        }
        kinks.cross(Set.of());
        return max(best);
    }

    private static double[] differences(Passes.Result result, Map<String, Tensor> expected) {
        return expected.entrySet().stream()
                .mapToDouble(entry -> Difference.relative(
                        result.gradients().get(entry.getKey()), entry.getValue().toArray()))
                .toArray();
    }

    private static double max(double[] values) {
        return Arrays.stream(values).max().orElseThrow();
    }

    private static double sum(double[] values) {
        return Arrays.stream(values).sum();
    }

    private static Passes.Result train(GoldenFile golden, Passes passes, Precision precision) throws IOException {
        return passes.train(golden.batch("eval.x"), golden.labels("eval.y"), precision);
    }
}
