package doublewin.experiments.verify;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.Pgd;
import doublewin.dwq.attack.PrecisionModel;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Workspace;
import doublewin.dwq.evaluate.BitPlane;
import doublewin.dwq.evaluate.CandidateOutcomes;
import doublewin.dwq.evaluate.EvaluationSubject;
import doublewin.dwq.evaluate.OutcomeEvaluation;
import doublewin.dwq.evaluate.Outcomes;
import doublewin.dwq.quant.NormKind;
import doublewin.dwq.quant.QuantisedParts;
import doublewin.engine.autograd.GradientTarget;
import doublewin.engine.autograd.Tape;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.random.Purpose;
import doublewin.engine.random.RandomKey;
import doublewin.engine.random.RandomStream;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import doublewin.experiments.data.EmbeddedData;
import doublewin.experiments.data.EmbeddedSet;
import doublewin.nn.Initialisation;
import doublewin.nn.Pass;
import doublewin.nn.Precision;
import doublewin.nn.WideResNet;
import doublewin.nn.data.BatchLoader;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What an evaluation makes of an image depends on that image alone: docs/reliability/bits.sh runs it on as many images as the
 * system property {@code doublewin.proof.images} says.
 */
@Tag("long")
class EvaluationBatchTest {
    private static final int IMAGES = Integer.getInteger("doublewin.proof.images", 1000);
    private static final int CLASSES = 10;
    private static final int SEEN = 64;
    private static final PrecisionSet SET = PrecisionSet.parse("4,8");
    private static final ThreatModel THREAT = new ThreatModel(Ball.LINF, 8);
    private static final Pgd PGD = new Pgd(THREAT, 3, 2, 1);
    private static final long SEED = 1;

    private final WorkerPool pool = new WorkerPool(2);
    private final Workspace workspace = new Workspace(pool, new Arena());
    private final BatchLoader loader = new EmbeddedData().loader(EmbeddedSet.test(IMAGES));
    private final WideResNet network = seenInTraining();

    @AfterEach
    void close() {
        pool.close();
    }

    /** First weights, with running statistics and ranges of its own at each precision. */
    private WideResNet seenInTraining() {
        QuantisedParts parts = new QuantisedParts(NormKind.SWITCHABLE, SET, Numerics.WINOGRAD);
        WideResNet built = new WideResNet(parts, loader.source().shape(), 10, 1, CLASSES);
        Initialisation.WIDE_RES_NET.apply(built, SEED);
        Tensor x = Tensor.zeros(loader.shape(Math.min(SEEN, IMAGES)));
        loader.load(IntStream.range(0, x.shape().images()).toArray(), x);
        for (Precision precision : SET.asList()) {
            Tape tape = new Tape(new Arena(), pool, GradientTarget.NONE);
            built.forward(tape, tape.input(x), precision, Pass.TRAINING);
        }
        return built;
    }

    /** Perturbed image and logits of each image, by id. */
    private float[][] perturbed(int[] order, int batch) {
        PrecisionModel model = new PrecisionModel(network, CLASSES, SET.get(0), workspace);
        AttackKeys keys = new AttackKeys(SEED, PGD.id(), SET.get(0));
        float[][] found = new float[IMAGES][];
        for (int first = 0; first < IMAGES; first += batch) {
            int[] ids = Arrays.copyOfRange(order, first, Math.min(IMAGES, first + batch));
            Batch some = Batch.of(loader, ids);
            Tensor shown = Tensor.zeros(some.x().shape());
            PGD.perturb(model, some, keys, workspace, shown);
            Tensor logits = Tensor.zeros(Shape.lanes(ids.length, 1, 1, CLASSES));
            model.logits(shown, logits);
            float[] pixels = LaneFormat.unpack(shown);
            float[] answers = LaneFormat.unpack(logits);
            int length = pixels.length / ids.length;
            for (int n = 0; n < ids.length; n++) {
                found[ids[n]] = new float[length + CLASSES];
                System.arraycopy(pixels, n * length, found[ids[n]], 0, length);
                System.arraycopy(answers, n * CLASSES, found[ids[n]], length, CLASSES);
            }
        }
        return found;
    }

    private static long differentBits(float[][] expected, float[][] found) {
        long bits = 0;
        for (int n = 0; n < IMAGES; n++) {
            assertThat(found[n]).hasSameSizeAs(expected[n]);
            for (int i = 0; i < found[n].length; i++) {
                bits += Integer.bitCount(
                        Float.floatToRawIntBits(expected[n][i]) ^ Float.floatToRawIntBits(found[n][i]));
            }
        }
        return bits;
    }

    @Test
    void perturbationsAndLogitsDoNotDependOnTheBatch() {
        int[] inOrder = IntStream.range(0, IMAGES).toArray();
        int[] permuted = RandomStream.permutation(RandomKey.of(SEED, Purpose.DATA_ORDER), IMAGES);
        float[][] alone = perturbed(inOrder, 1);
        for (int batch : new int[] {7, 64, 250}) {
            assertThat(differentBits(alone, perturbed(inOrder, batch)))
                    .as("batches of %d", batch)
                    .isZero();
            assertThat(differentBits(alone, perturbed(permuted, batch)))
                    .as("permuted, batches of %d", batch)
                    .isZero();
        }
        System.out.println("0 differing bits: perturbations and logits of " + IMAGES
                + " images one by one, and in batches of 7, 64 and 250 in order and permuted");
    }

    @Test
    void outcomesDoNotDependOnTheirSplit() {
        OutcomeEvaluation evaluation =
                new OutcomeEvaluation(new EvaluationSubject(network, loader, IMAGES, pool), SET, List.of(PGD), SEED);
        Outcomes whole = evaluation.emptyTable();
        for (int candidate = 0; candidate < whole.candidates().size(); candidate++) {
            evaluation.complete(candidate, 0, IMAGES, whole, done -> {});
        }
        assertThat(whole.isComplete()).isTrue();
        int correct = whole.of(Outcomes.CLEAN).correctCount(0);
        RandomStream random = new RandomStream(RandomKey.of(SEED, Purpose.EMBEDDED_DATA));
        int splits = 3;
        for (int split = 0; split < splits; split++) {
            Outcomes parts = evaluation.emptyTable();
            for (int candidate = parts.candidates().size() - 1; candidate >= 0; candidate--) {
                int end = IMAGES;
                while (end > 0) {
                    int first = Math.max(0, end - 1 - random.below(2 * SEEN + 5));
                    evaluation.complete(candidate, first, end, parts, done -> {});
                    end = first;
                }
            }
            assertThat(bytes(parts)).as("split %d", split).isEqualTo(bytes(whole));
        }
        System.out.println("0 differing outcomes: " + IMAGES + " images in " + splits
                + " random splits, last part first (" + correct + " correct when clean)");
    }

    private static List<List<Byte>> bytes(Outcomes outcomes) {
        return outcomes.candidates().stream()
                .map(CandidateOutcomes::planes)
                .flatMap(List::stream)
                .map(BitPlane::toBytes)
                .map(plane ->
                        IntStream.range(0, plane.length).mapToObj(i -> plane[i]).toList())
                .toList();
    }
}
