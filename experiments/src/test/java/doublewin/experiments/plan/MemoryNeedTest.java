package doublewin.experiments.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import doublewin.engine.autograd.CrossEntropyOp;
import doublewin.engine.autograd.GradientTarget;
import doublewin.engine.autograd.PreparedWeights;
import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Tensor;
import doublewin.experiments.config.Recipes;
import doublewin.experiments.config.Settings;
import doublewin.nn.Layer;
import doublewin.nn.Pass;
import doublewin.nn.Precision;
import doublewin.nn.StateDict;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryNeedTest {
    private static final long MEBIBYTE = 1 << 20;

    private static Settings settings(String... overrides) {
        Map<String, String> all = new HashMap<>();
        Arrays.stream(overrides).map(one -> one.split("=", 2)).forEach(pair -> all.put(pair[0], pair[1]));
        return Recipes.resolve("demo", all, 1);
    }

    /** Every convolution is counted, and nothing but norms and classifier is left out. */
    @ParameterizedTest
    @ValueSource(strings = {"network=wrn", "network=preactresnet18"})
    void theWeightsOfAllConvolutionsAreCounted(String network) {
        Settings settings = settings(network);
        long filters = StateDict.of(settings.build()).parameters().values().stream()
                .filter(tensor -> tensor.shape().rank() == 4)
                .mapToLong(tensor -> tensor.shape().elements())
                .sum();
        assertThat(NetworkSize.of(settings).weights()).isEqualTo(filters).isPositive();
    }

    /** By hand, a WRN-10-1 on 32 x 32 pixels: two units a group, the first of which reads the group before. */
    @Test
    void theInputsOfAllUnitsAreCounted() {
        NetworkSize size = NetworkSize.of(settings());
        assertThat(size.inputs()).isEqualTo((16 + 16 + 16) * 32 * 32 + (32 + 32) * 16 * 16 + 64 * 8 * 8);
        assertThat(size.widest()).isEqualTo(2 * 16 * 32 * 32);
    }

    /** What is asked for is a lower bound, and not a vain one. A slab is as small as one tensor here. */
    @ParameterizedTest
    @CsvSource({"network=wrn, 17", "network=preactresnet18, 3"})
    void aTapeHoldsMoreThanItIsSaidToNeed(String network, int images) {
        Settings settings = settings(network);
        Arena arena = new Arena(1);
        Layer layer = settings.build();
        settings.network().spec().initialise(layer, 1);
        try (WorkerPool pool = new WorkerPool(1)) {
            Tape tape = new Tape(arena, pool, GradientTarget.PARAMETERS, new PreparedWeights());
            Variable x = tape.input(Tensor.zeros(settings.data().spec().shape().lanes(images)));
            Variable logits = layer.forward(tape, x, new Precision(8), Pass.TRAINING);
            tape.backward(CrossEntropyOp.mean(tape, logits, new int[images]));
        }
        long needed = Float.BYTES * NetworkSize.of(settings).onTape(images);
        assertThat(needed).isBetween(arena.bytes() / 2, arena.bytes());
    }

    @Test
    void aLargerBatchAndAWiderNetworkNeedMore() {
        long needed = MemoryNeed.ofTraining(settings("batch=512")).bytes();
        assertThat(MemoryNeed.ofTraining(settings("batch=1024")).bytes()).isGreaterThan(needed + needed / 2);
        assertThat(MemoryNeed.ofTraining(settings("batch=512", "width=2")).bytes())
                .isGreaterThan(needed + needed / 2);
        assertThat(MemoryNeed.ofMeasurement(settings("width=16")).bytes())
                .isGreaterThan(MemoryNeed.ofMeasurement(settings()).bytes());
    }

    /** More than there are images is never in one batch. */
    @Test
    void aBatchHoldsNoMoreThanAllImages() {
        assertThat(MemoryNeed.ofTraining(settings("batch=10000", "trainImages=20")))
                .isEqualTo(MemoryNeed.ofTraining(settings("batch=20", "trainImages=20")));
    }

    /** README.md promises these. */
    @Test
    void thePapersScaleIsNotRefusedWhereItRuns() throws IOException {
        Settings paper = Recipes.resolve("cifar10-paper", Map.of(), 1);
        MemoryNeed.ofTraining(paper).require(8192 * MEBIBYTE);
        MemoryNeed.ofMeasurement(paper).require(3072 * MEBIBYTE);
        assertThat(MemoryNeed.ofTraining(paper).bytes()).isGreaterThan(2048 * MEBIBYTE);
    }

    @Test
    void aHeapThatIsTooSmallIsRefusedWithTheFigures() throws IOException {
        MemoryNeed need = new MemoryNeed("training needs", 300 * MEBIBYTE, "use a smaller batch");
        need.require(300 * MEBIBYTE);
        assertThatIOException()
                .isThrownBy(() -> need.require(300 * MEBIBYTE - 1))
                .withMessage(
                        "training needs a heap of 300 MiB at the very least, found one of at most 299 MiB; give more"
                                + " with DOUBLEWIN_HEAP, or use a smaller batch");
        assertThatIOException()
                .isThrownBy(() -> need.require(0, "--executor-memory"))
                .withMessageContaining("give more with --executor-memory, or");
    }
}
