package doublewin.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.data.ImageShape;
import doublewin.nn.optimise.Sgd;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WideResNetTest {
    private static final WorkerPool POOL = new WorkerPool(2);

    @AfterAll
    static void close() {
        POOL.close();
    }

    private static WideResNet network(int depth, int width, int classes) {
        WideResNet network =
                new WideResNet(new PlainParts(Numerics.DIRECT), new ImageShape(32, 32, 3), depth, width, classes);
        Initialisation.WIDE_RES_NET.apply(network, 1);
        return network;
    }

    @Test
    void narrowestHasOfficialNamesAndShapes() {
        ExpectedState expected = new ExpectedState();
        expected.convolution("conv1", 16, 3, 3);
        expected.wideBlock("block1.layer.0", 16, 16);
        expected.wideBlock("block2.layer.0", 16, 32);
        expected.wideBlock("block3.layer.0", 32, 64);
        expected.norm("bn1", 64);
        expected.classifier("fc", 64, 10);
        assertThat(ExpectedState.of(network(10, 1, 10))).containsExactlyEntriesOf(expected.shapes());
    }

    @Test
    void widerAndDeeperHasOfficialNamesAndShapes() {
        ExpectedState expected = new ExpectedState();
        expected.convolution("conv1", 16, 3, 3);
        expected.wideBlock("block1.layer.0", 16, 32);
        expected.wideBlock("block1.layer.1", 32, 32);
        expected.wideBlock("block2.layer.0", 32, 64);
        expected.wideBlock("block2.layer.1", 64, 64);
        expected.wideBlock("block3.layer.0", 64, 128);
        expected.wideBlock("block3.layer.1", 128, 128);
        expected.norm("bn1", 128);
        expected.classifier("fc", 128, 7);
        assertThat(ExpectedState.of(network(16, 2, 7))).containsExactlyEntriesOf(expected.shapes());
    }

    @Test
    void has46MillionParametersAtThePublishedSize() {
        StateDict state =
                StateDict.of(new WideResNet(new PlainParts(Numerics.DIRECT), new ImageShape(32, 32, 3), 34, 10, 10));
        int count =
                state.parameters().values().stream().mapToInt(Tensor::elements).sum();
        assertThat(count).isEqualTo(46_160_474);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 9, 11, 18, 32})
    void refusesOtherDepths(int depth) {
        assertThatThrownBy(
                        () -> new WideResNet(new PlainParts(Numerics.DIRECT), new ImageShape(32, 32, 3), depth, 1, 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("depth is " + depth + ", expected 6 n + 4");
    }

    @Test
    void refusesOtherImages() {
        Tensor x = RecordedPass.batch(new float[2 * 3 * 28 * 28], 2, 28, 28, 3);
        assertThatThrownBy(() -> RecordedPass.forward(POOL, network(10, 1, 10), x, Pass.EVALUATION))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(1, 28, 28, 3, 16) of 2 images")
                .hasMessageContaining("expected a batch of 32 x 32 x 3 images in lane format");
    }

    @Test
    void isMadeForSquareImagesOfAnySideThatCanBeHalvedTwice() {
        WideResNet small = new WideResNet(new PlainParts(Numerics.DIRECT), new ImageShape(8, 8, 1), 10, 1, 3);
        Tensor x = RecordedPass.batch(new float[2 * 8 * 8], 2, 8, 8, 1);
        assertThat(RecordedPass.forward(POOL, small, x, Pass.EVALUATION)).hasSize(2 * 3);
        for (ImageShape odd : new ImageShape[] {new ImageShape(30, 30, 3), new ImageShape(32, 16, 3)}) {
            assertThatThrownBy(() -> new WideResNet(new PlainParts(Numerics.DIRECT), odd, 10, 1, 10))
                    .hasMessage("wide residual network: images are " + odd
                            + ", expected square ones whose side is a multiple of 4");
        }
    }

    @Test
    void evaluationOfAnImageDoesNotDependOnItsBatch() {
        WideResNet network = network(10, 2, 10);
        RecordedPass.forward(POOL, network, RecordedPass.images(2, 0, 5), Pass.TRAINING);
        float[] together = RecordedPass.forward(POOL, network, RecordedPass.images(3, 0, 17), Pass.EVALUATION);
        float[] start = RecordedPass.forward(POOL, network, RecordedPass.images(3, 0, 4), Pass.EVALUATION);
        float[] end = RecordedPass.forward(POOL, network, RecordedPass.images(3, 4, 13), Pass.EVALUATION);
        assertThat(together).hasSize(170);
        assertThat(Arrays.copyOfRange(together, 0, 40)).isEqualTo(start);
        assertThat(Arrays.copyOfRange(together, 40, 170)).isEqualTo(end);
    }

    @Test
    void evaluationChangesNothing() {
        WideResNet network = network(10, 1, 10);
        Map<String, float[]> before = ExpectedState.values(network);
        RecordedPass.forward(POOL, network, RecordedPass.images(3, 0, 2), Pass.EVALUATION);
        assertThat(ExpectedState.values(network)).usingRecursiveComparison().isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void gradientReachesEveryParameter(int width) {
        WideResNet network = network(10, width, 10);
        RecordedPass.Training training = RecordedPass.train(
                POOL, network, RecordedPass.images(4, 0, 3), new int[] {1, 5, 9}, new Arena(1 << 22));
        assertThat(StateDict.of(network).parameters()).hasSizeGreaterThan(20).allSatisfy((name, parameter) -> {
            Tensor gradient = training.gradients().ofParameter(parameter).orElseThrow();
            assertThat(gradient.shape()).isEqualTo(parameter.shape());
            assertThat(gradient.toArray()).isNotEqualTo(new float[parameter.elements()]);
        });
    }

    @Test
    void trainingGivesTheSameBitsForAnyNumberOfWorkers() {
        Map<String, float[]> first = null;
        for (int workers : new int[] {1, 3}) {
            WideResNet network = network(10, 1, 10);
            Sgd sgd = new Sgd(network, 5e-4f);
            try (WorkerPool pool = new WorkerPool(workers)) {
                RecordedPass.Training training = RecordedPass.train(
                        pool, network, RecordedPass.images(6, 0, 3), new int[] {1, 5, 9}, new Arena(1 << 22));
                sgd.step(pool, training.gradients(), 0.1f, 0.9f);
            }
            Map<String, float[]> state = ExpectedState.values(network);
            first = first == null ? state : first;
            assertThat(state).usingRecursiveComparison().isEqualTo(first);
        }
    }

    @Test
    void learnsASmallBatchByHeart() {
        WideResNet network = network(10, 1, 10);
        Sgd sgd = new Sgd(network, 5e-4f);
        Tensor x = RecordedPass.images(5, 0, 8);
        int[] labels = {0, 1, 2, 3, 4, 5, 6, 7};
        Arena arena = new Arena(1 << 22);
        float first = 0;
        float last = 0;
        for (int step = 0; step < 15; step++) {
            arena.reset();
            RecordedPass.Training training = RecordedPass.train(POOL, network, x, labels, arena);
            sgd.step(POOL, training.gradients(), 0.1f, 0.9f);
            first = step == 0 ? training.loss() : first;
            last = training.loss();
        }
        assertThat(first).isGreaterThan(1.5f);
        assertThat(last).isLessThan(0.3f);
    }
}
