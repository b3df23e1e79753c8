package doublewin.dwq.quant;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.dwq.Images;
import doublewin.dwq.PrecisionSet;
import doublewin.dwq.SmallNetwork;
import doublewin.dwq.golden.Difference;
import doublewin.dwq.golden.Passes;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Pass;
import doublewin.nn.PlainParts;
import doublewin.nn.Precision;
import doublewin.nn.StateDict;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class QuantisedPartsTest {
    private static final QuantisedParts ORDINARY =
            new QuantisedParts(NormKind.ORDINARY, PrecisionSet.parse("full"), Numerics.DIRECT);

    @Test
    void ordinaryNormAddsRangesAloneToAPlainNetwork() {
        Set<String> plain = names(new SmallNetwork(new PlainParts(Numerics.DIRECT), 1));
        Set<String> quantised = names(new SmallNetwork(ORDINARY, 1));

        assertThat(quantised).containsAll(plain);
        quantised.removeAll(plain);
        assertThat(quantised).hasSize(3 * 2).allMatch(name -> name.contains(".quantize_input.running_"));
    }

    @Test
    void fullPrecisionEqualsThePlainNetworkBitForBit() {
        Tensor x = Images.batch(Images.random(17), Images.ids(17));
        try (WorkerPool pool = new WorkerPool(2)) {
            Passes plain = new Passes(new SmallNetwork(new PlainParts(Numerics.DIRECT), 1), pool);
            Passes quantised = new Passes(new SmallNetwork(ORDINARY, 1), pool);

            assertThat(quantised.forward(x, Precision.FULL, Pass.TRAINING))
                    .isEqualTo(plain.forward(x, Precision.FULL, Pass.TRAINING));
            assertThat(quantised.logits(x, Precision.FULL)).isEqualTo(plain.logits(x, Precision.FULL));
        }
    }

    @Test
    void networkTrainedInFullPrecisionIsEvaluatedAtAnyWithItsRunningRanges() {
        Tensor x = Images.batch(Images.random(17), Images.ids(17));
        try (WorkerPool pool = new WorkerPool(2)) {
            Passes network = new Passes(new SmallNetwork(ORDINARY, 1), pool);
            network.forward(x, Precision.FULL, Pass.TRAINING);
            float[] full = network.logits(x, Precision.FULL);

            double previous = Double.POSITIVE_INFINITY;
            for (int bits : new int[] {4, 8, 12, 16}) {
                float[] logits = network.logits(x, new Precision(bits));
                double difference = Difference.largest(logits, full);
                assertThat(difference).as(bits + " bit").isPositive().isLessThan(previous);
                previous = difference;
            }
            assertThat(previous).as("difference at 16 bit").isLessThan(1e-3);
        }
    }

    private static Set<String> names(SmallNetwork network) {
        return StateDict.of(network).tensors().keySet().stream().collect(Collectors.toSet());
    }
}
