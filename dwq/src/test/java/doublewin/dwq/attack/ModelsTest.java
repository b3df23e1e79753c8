package doublewin.dwq.attack;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.dwq.Images;
import doublewin.dwq.PrecisionSet;
import doublewin.dwq.SmallNetwork;
import doublewin.dwq.quant.NormKind;
import doublewin.dwq.quant.QuantisedParts;
import doublewin.engine.autograd.PreparedWeights;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Precision;
import doublewin.nn.data.BatchLoader;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an attacker can ask of a network, and what becomes of memory that held something before. */
class ModelsTest {
    private static final PrecisionSet SET = PrecisionSet.parse("4,8");
    private static final int IMAGES = 19;

    private final WorkerPool pool = new WorkerPool(2);
    private final SmallNetwork network =
            new SmallNetwork(new QuantisedParts(NormKind.SWITCHABLE, SET, Numerics.DIRECT), 5);
    private BatchLoader loader;
    private Tensor x;

    @BeforeEach
    void warmRunningValuesAndLabel() {
        loader = Images.seenBy(network, SET, SET.get(0), IMAGES, pool);
        x = Images.batch(loader, Images.ids(IMAGES));
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private static Tensor stale(Shape shape) {
        Tensor tensor = Tensor.zeros(shape);
        tensor.fill(Float.NaN);
        return tensor;
    }

    private Tensor logits() {
        return stale(Shape.lanes(IMAGES, 1, 1, loader.source().classes()));
    }

    /** Labels that the network gets wrong, every one. */
    private int[] wrong() {
        return Arrays.stream(loader.labels(Images.ids(IMAGES)))
                .map(label -> (label + 1) % loader.source().classes())
                .toArray();
    }

    @Test
    void logitsAreThoseThatTheGradientStandsOn() {
        Workspace workspace = new Workspace(pool, new Arena());
        PreparedWeights weights = new PreparedWeights();
        int classes = loader.source().classes();
        for (DifferentiableModel model : new DifferentiableModel[] {
            new PrecisionModel(network, classes, SET.get(1), workspace),
            new TrainingModel(network, classes, SET.get(1), pool, new Arena(), weights)
        }) {
            Tensor asked = logits();
            Tensor differentiated = logits();
            Tensor dx = stale(x.shape());
            model.logits(x, asked);
            model.gradient(x, wrong(), CrossEntropy.SUM, differentiated, dx);
            assertThat(LaneFormat.unpack(asked)).doesNotContain(Float.NaN);
            if (model instanceof PrecisionModel) {
                assertThat(LaneFormat.unpack(asked)).isEqualTo(LaneFormat.unpack(differentiated));
            }
            assertThat(LaneFormat.unpack(dx)).doesNotContain(Float.NaN).isNotEqualTo(new float[dx.elements()]);
        }
    }

    @Test
    void theGradientIsZeroWhereNoImageHasALoss() {
        Workspace workspace = new Workspace(pool, new Arena());
        PrecisionModel model = new PrecisionModel(network, loader.source().classes(), SET.get(0), workspace);
        Tensor dx = stale(x.shape());
        model.gradient(x, wrong(), new WhileCorrect(CrossEntropy.SUM), logits(), dx);
        assertThat(LaneFormat.unpack(dx)).containsOnly(0f);
    }

    /** They share room for prepared weights, which each must find again as its own. */
    @Test
    void modelsOfOneWorkspaceTakeTurns() {
        Workspace shared = new Workspace(pool, new Arena());
        float[][] apart = new float[SET.size()][];
        PrecisionModel[] models = new PrecisionModel[SET.size()];
        for (int i = 0; i < models.length; i++) {
            Precision precision = SET.get(i);
            Tensor alone = logits();
            new PrecisionModel(network, loader.source().classes(), precision, new Workspace(pool, new Arena()))
                    .logits(x, alone);
            apart[i] = LaneFormat.unpack(alone);
            models[i] = new PrecisionModel(network, loader.source().classes(), precision, shared);
        }
        assertThat(apart[0]).isNotEqualTo(apart[1]);
        for (int turn : new int[] {0, 1, 1, 0}) {
            Tensor logits = logits();
            models[turn].logits(x, logits);
            assertThat(Arrays.equals(LaneFormat.unpack(logits), apart[turn])).isTrue();
        }
    }

    @Test
    void unusedLanesOfAStartAndOfAGatheredBatchAreZero() {
        Tensor delta = stale(x.shape());
        AttackKeys keys = new AttackKeys(1, 0, SET.get(0));
        UniformStart.fill(
                pool,
                keys.of(0, 0),
                Images.ids(IMAGES),
                x,
                new ThreatModel(Ball.LINF, 8).bounds(loader.normalisation(), 2),
                delta);
        assertUnusedLanesAreZero(delta);
        Tensor dense = stale(
                Shape.lanes(3, x.shape().height(), x.shape().width(), x.shape().channels()));
        ImageLanes.gather(pool, x, new int[] {1, 4, 18}, dense);
        assertUnusedLanesAreZero(dense);
    }

    private static void assertUnusedLanesAreZero(Tensor tensor) {
        Shape shape = tensor.shape();
        int unused = 0;
        for (int n = shape.images(); n < shape.blocks() * Shape.LANES; n++) {
            for (int h = 0; h < shape.height(); h++) {
                assertThat(tensor.get(LaneFormat.index(shape, n, h, 0, 0))).isZero();
                unused++;
            }
        }
        assertThat(unused).isPositive();
    }
}
