package doublewin.dwq.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import doublewin.dwq.Images;
import doublewin.dwq.PrecisionSet;
import doublewin.dwq.SmallNetwork;
import doublewin.dwq.quant.NormKind;
import doublewin.dwq.quant.QuantisedParts;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Precision;
import doublewin.nn.StateDict;
import doublewin.nn.data.BatchLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every backward pass against the network that it goes through, and all answers against the quantised network's. */
class BackwardTest {
    private static final PrecisionSet SET = PrecisionSet.parse("3,4,8");
    private static final Precision PRECISION = new Precision(3);
    private static final int BRANCH = SET.indexOf(PRECISION);
    private static final int LAST_BRANCH = SET.size() - 1;
    /** More than one portion, and a block that is not full. */
    private static final int IMAGES = 37;

    private final WorkerPool pool = new WorkerPool(2);
    private final Workspace workspace = new Workspace(pool, new Arena());
    private final SmallNetwork network =
            new SmallNetwork(new QuantisedParts(NormKind.SWITCHABLE, SET, Numerics.DIRECT), 5);
    private Batch batch;

    @BeforeEach
    void warmRunningValuesAndLabel() {
        BatchLoader loader = Images.seenBy(network, SET, PRECISION, IMAGES, pool);
        batch = Images.attacked(loader, Images.ids(IMAGES));
        // Passes that saw the same images have branches that are much alike.
        StateDict.of(network).tensors().forEach((name, tensor) -> {
            if (name.contains(".bn." + BRANCH + ".") && name.endsWith("weight")) {
                for (int i = 0; i < tensor.elements(); i++) {
                    tensor.set(i, 0.5f + i % 3);
                }
            }
        });
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private DifferentiableModel model(Backward backward) {
        return backward.model(network, SmallNetwork.CLASSES, PRECISION, workspace);
    }

    private record Found(float[] logits, float[] gradient) {}

    private Found gradient(DifferentiableModel model, LogitLoss loss, Batch of) {
        Tensor logits = Tensor.zeros(Shape.lanes(of.labels().length, 1, 1, model.classes()));
        logits.fill(Float.NaN);
        Tensor dx = Tensor.zeros(of.x().shape());
        dx.fill(Float.NaN);
        model.gradient(of.x(), of.labels(), loss, logits, dx);
        return new Found(LaneFormat.unpack(logits), LaneFormat.unpack(dx));
    }

    private Found gradient(DifferentiableModel model) {
        return gradient(model, CrossEntropy.SUM, batch);
    }

    @Test
    void answersAreTheQuantisedNetworksAndGradientsDiffer() {
        float[] answers = gradient(model(Backward.UNCLIPPED)).logits();
        List<float[]> gradients = new ArrayList<>();
        for (Backward backward : Backward.values()) {
            Tensor logits = Tensor.zeros(Shape.lanes(IMAGES, 1, 1, SmallNetwork.CLASSES));
            model(backward).logits(batch.x(), logits);
            assertThat(LaneFormat.unpack(logits)).isEqualTo(answers);
            Found found = gradient(model(backward));
            assertThat(found.logits()).isEqualTo(answers);
            for (float[] other : gradients) {
                assertThat(Arrays.equals(found.gradient(), other))
                        .as(backward.title())
                        .isFalse();
            }
            gradients.add(found.gradient());
        }
        assertThat(gradients).hasSize(4);
    }

    @Test
    void fullGoesThroughTheUnquantisedNetworkWithTheBranchOfThePrecision() {
        assertThat(gradient(model(Backward.FULL)).gradient()).isEqualTo(throughOrdinary(BRANCH));
    }

    @Test
    void fullOwnGoesThroughTheUnquantisedNetworkWithTheLastBranch() {
        assertThat(gradient(model(Backward.FULL_OWN)).gradient()).isEqualTo(throughOrdinary(LAST_BRANCH));
    }

    /** Through a network at full precision that knows one batch norm alone, that branch. */
    private float[] throughOrdinary(int branch) {
        SmallNetwork ordinary = new SmallNetwork(new QuantisedParts(NormKind.ORDINARY, SET, Numerics.DIRECT), 1);
        Map<String, Tensor> from = StateDict.of(network).tensors();
        StateDict.of(ordinary).tensors().forEach((name, tensor) -> {
            String ofBranch = name.replaceFirst("^(bn[12])\\.", "$1.bn." + branch + ".");
            tensor.copyFrom(from.get(ofBranch));
        });
        DifferentiableModel full =
                new PrecisionModel(ordinary, SmallNetwork.CLASSES, Precision.FULL, new Workspace(pool, new Arena()));
        return gradient(new SurrogateModel(model(Backward.UNCLIPPED), full, workspace))
                .gradient();
    }

    /** Nothing is quantised at full precision, so that all are one. */
    @Test
    void atFullPrecisionAllAreOne() {
        float[] plain = gradient(Backward.UNCLIPPED.model(network, SmallNetwork.CLASSES, Precision.FULL, workspace))
                .gradient();
        for (Backward backward : Backward.values()) {
            assertThat(gradient(backward.model(network, SmallNetwork.CLASSES, Precision.FULL, workspace))
                            .gradient())
                    .isEqualTo(plain);
        }
    }

    /** A model is its own surrogate, whatever the loss: one of each image by itself, or one that few images have. */
    @Test
    void aModelIsItsOwnSurrogate() {
        DifferentiableModel model = model(Backward.UNCLIPPED);
        DifferentiableModel same = new SurrogateModel(model, model, workspace);
        for (LogitLoss loss : List.of(CrossEntropy.SUM, new WhileCorrect(CrossEntropy.SUM), new EveryThird(IMAGES))) {
            Found expected = gradient(model, loss, batch);
            Found found = gradient(same, loss, batch);
            assertThat(found.logits()).isEqualTo(expected.logits());
            assertThat(found.gradient()).isEqualTo(expected.gradient());
        }
    }

    @Test
    void whereNoImageHasALossTheGradientIsZero() {
        int[] wrong = Arrays.stream(batch.labels())
                .map(label -> (label + 1) % SmallNetwork.CLASSES)
                .toArray();
        Tensor logits = Tensor.zeros(Shape.lanes(IMAGES, 1, 1, SmallNetwork.CLASSES));
        model(Backward.FULL).logits(batch.x(), logits);
        boolean[] correct = Classification.correct(logits, wrong);
        for (int n = 0; n < IMAGES; n++) {
            wrong[n] = correct[n] ? (wrong[n] + 1) % SmallNetwork.CLASSES : wrong[n];
        }
        Batch missed = new Batch(batch.images(), batch.x(), wrong, batch.normalisation());
        assertThat(gradient(model(Backward.FULL), new WhileCorrect(CrossEntropy.SUM), missed)
                        .gradient())
                .containsOnly(0f);
    }

    /** The gradient of two linear models: the loss by the one's logits, times the other's weights. */
    @Test
    void answersOfOneLinearModelAndWeightsOfAnother() {
        LinearCases one = LinearCases.random(3, 20, 5);
        LinearModel other = LinearCases.random(3, 1, 6).model();
        DifferentiableModel surrogate = new SurrogateModel(one.model(), other, workspace);
        Tensor logits = Tensor.zeros(Shape.lanes(20, 1, 1, 3));
        Tensor dx = Tensor.zeros(one.batch().x().shape());
        surrogate.gradient(one.batch().x(), one.batch().labels(), CrossEntropy.SUM, logits, dx);
        for (int n = 0; n < 20; n++) {
            double[] z = one.model().logits(one.pixels()[n]);
            double sum = Arrays.stream(z).map(Math::exp).sum();
            double[] values = LinearModel.values(dx, n);
            for (int i = 0; i < values.length; i++) {
                double expected = 0;
                for (int k = 0; k < z.length; k++) {
                    double dz = Math.exp(z[k]) / sum - (k == one.batch().labels()[n] ? 1 : 0);
                    expected += dz
                            * other.weight()[k][i]
                            * LinearCases.NORMALISATION.std()[i % 3];
                }
                assertThat(values[i]).isCloseTo(expected, within(1e-5));
            }
        }
    }

    @Test
    void anImageDoesNotDependOnItsBatch() {
        Attack<DifferentiableModel> pgd = new Pgd(new ThreatModel(Ball.LINF, 8), 3, 2, 1);
        for (Backward backward : Backward.values()) {
            AttackBench.assertIndependentOfTheBatch(
                    pgd, shared -> backward.model(network, SmallNetwork.CLASSES, PRECISION, shared), batch);
        }
    }

    @Test
    void asManyClassesAreExpected() {
        LinearModel two = LinearCases.random(2, 1, 5).model();
        assertThatThrownBy(() -> new SurrogateModel(model(Backward.UNCLIPPED), two, workspace))
                .hasMessage("surrogate: it knows 2 classes, expected 10, those of the model");
    }

    /** Cross-entropy of images whose position in the whole batch is a multiple of three. */
    private record EveryThird(int[] positions) implements LogitLoss {
        EveryThird(int images) {
            this(Images.ids(images));
        }

        @Override
        public void losses(Tensor logits, int[] labels, float[] losses) {
            CrossEntropy.SUM.losses(logits, labels, losses);
        }

        @Override
        public int gradient(Tensor logits, int[] labels, Tensor dlogits) {
            CrossEntropy.SUM.gradient(logits, labels, dlogits);
            for (int n = 0; n < positions.length; n++) {
                for (int k = 0; k < SmallNetwork.CLASSES; k++) {
                    int at = LaneFormat.index(dlogits.shape(), n, 0, 0, k);
                    dlogits.set(at, positions[n] % 3 == 0 ? dlogits.get(at) : 0);
                }
            }
            return positions.length;
        }

        @Override
        public LogitLoss at(int[] chosen) {
            return new EveryThird(Arrays.stream(chosen).map(n -> positions[n]).toArray());
        }
    }
}
