package doublewin.dwq.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.dwq.Images;
import doublewin.dwq.PrecisionMixture;
import doublewin.dwq.PrecisionSet;
import doublewin.dwq.SmallNetwork;
import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.Pgd;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Workspace;
import doublewin.dwq.golden.Passes;
import doublewin.dwq.quant.NormKind;
import doublewin.dwq.quant.QuantisedParts;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.kernel.point.PerturbationBounds;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.random.Purpose;
import doublewin.engine.random.RandomKey;
import doublewin.engine.random.RandomStream;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Precision;
import doublewin.nn.data.BatchLoader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EvaluationTest {
    private static final int IMAGES = 70;
    private static final PrecisionSet SET = PrecisionSet.parse("4,6,12");
    private static final Pgd ATTACK = new Pgd(new ThreatModel(Ball.LINF, 8), 3, 2, 1);
    private static final long SEED = 5;

    private final WorkerPool pool = new WorkerPool(2);
    private final SmallNetwork network =
            new SmallNetwork(new QuantisedParts(NormKind.SWITCHABLE, SET, Numerics.DIRECT), 5);
    private EvaluationSubject subject;

    @BeforeEach
    void warmRunningValuesAndLabel() {
        BatchLoader seen = Images.seenBy(network, SET, new Precision(12), IMAGES, pool);
        subject = new EvaluationSubject(network, seen, IMAGES, pool);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    /** Every cell, and random precision inference, computed anew: image by image, one pass at a time. */
    @Test
    void matrixAndRandomPrecisionInferenceAreWhatSingleImagesGive() {
        Outcomes outcomes = complete(SET);
        boolean[][][] single = new boolean[SET.size() + 1][SET.size()][IMAGES];
        for (int image = 0; image < IMAGES; image++) {
            float[][] shown = new float[SET.size() + 1][];
            shown[SET.size()] = LaneFormat.unpack(Images.batch(subject.loader(), image));
            for (int attack = 0; attack < SET.size(); attack++) {
                shown[attack] = attacked(image, SET.get(attack));
            }
            for (int candidate = 0; candidate <= SET.size(); candidate++) {
                for (int inference = 0; inference < SET.size(); inference++) {
                    single[candidate][inference][image] = isRight(image, shown[candidate], SET.get(inference));
                }
            }
        }
        TransferMatrix matrix = TransferMatrix.of(outcomes, 0);
        int asymmetric = 0;
        for (int inference = 0; inference < SET.size(); inference++) {
            assertThat(matrix.clean()[inference]).isEqualTo(count(single[SET.size()][inference]));
            for (int attack = 0; attack < SET.size(); attack++) {
                assertThat(matrix.correct()[inference][attack])
                        .as("inference %d, attack %d", inference, attack)
                        .isEqualTo(count(single[attack][inference]));
                asymmetric += matrix.correct()[inference][attack] == matrix.correct()[attack][inference] ? 0 : 1;
            }
        }
        assertThat(asymmetric).as("cells that differ from their transpose").isPositive();
        for (int batch : new int[] {1, 16, 23}) {
            RandomPrecisionInference inference = new RandomPrecisionInference(SET, batch, SEED);
            int clean = 0;
            int robust = 0;
            int apart = 0;
            for (int image = 0; image < IMAGES; image++) {
                int defender = SET.indexOf(inference.defender(image / batch * batch));
                int attacker = SET.indexOf(inference.attacker(image / batch * batch));
                clean += single[SET.size()][defender][image] ? 1 : 0;
                robust += single[attacker][defender][image] ? 1 : 0;
                apart += attacker == defender ? 0 : 1;
            }
            assertThat(inference.of(outcomes, 0)).isEqualTo(new RandomPrecisionInference.Result(IMAGES, clean, robust));
            assertThat(apart).as("images whose draws differ").isPositive();
        }
    }

    /** One image after PGD as the paper's official code steps it, written out. */
    private float[] attacked(int image, Precision precision) {
        BatchLoader loader = subject.loader();
        Batch batch = Images.attacked(loader, image);
        int[] label = batch.labels();
        float[] x = LaneFormat.unpack(batch.x());
        Tensor start = Tensor.zeros(batch.x().shape());
        Workspace workspace = new Workspace(pool, new Arena(1 << 20));
        ATTACK.start(batch, new AttackKeys(SEED, ATTACK.id(), precision), 0, workspace, start);
        float[] delta = LaneFormat.unpack(start);
        PerturbationBounds bounds = ATTACK.threat().bounds(loader.normalisation(), ATTACK.alpha());
        for (int step = 0; step < ATTACK.steps(); step++) {
            Tensor shown = pack(sum(x, delta));
            if (!isRight(image, sum(x, delta), precision)) {
                break;
            }
            float[] gradient = new Passes(network, pool).inputGradient(shown, label, precision);
            for (int i = 0; i < delta.length; i++) {
                int c = i / (32 * 32);
                float moved = delta[i] + bounds.alpha()[c] * Math.signum(gradient[i]);
                float within = Math.max(-bounds.epsilon()[c], Math.min(bounds.epsilon()[c], moved));
                delta[i] = Math.max(Math.min(within, bounds.upper()[c] - x[i]), bounds.lower()[c] - x[i]);
            }
        }
        return sum(x, delta);
    }

    private boolean isRight(int image, float[] shown, Precision precision) {
        float[] logits = new Passes(network, pool).logits(pack(shown), precision);
        int best = 0;
        for (int k = 1; k < logits.length; k++) {
            best = logits[k] > logits[best] ? k : best;
        }
        return best == subject.loader().source().label(image);
    }

    private static Tensor pack(float[] image) {
        Tensor packed = Tensor.zeros(Images.SHAPE.lanes(1));
        LaneFormat.pack(image, packed);
        return packed;
    }

    private static float[] sum(float[] a, float[] b) {
        float[] sum = new float[a.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = a[i] + b[i];
        }
        return sum;
    }

    private static int count(boolean[] values) {
        int count = 0;
        for (boolean value : values) {
            count += value ? 1 : 0;
        }
        return count;
    }

    private Outcomes complete(PrecisionSet set) {
        OutcomeEvaluation evaluation = new OutcomeEvaluation(subject, set, List.of(ATTACK), SEED);
        Outcomes outcomes = evaluation.emptyTable();
        evaluation.complete(outcomes);
        return outcomes;
    }

    @Test
    void randomPrecisionInferenceDrawsOncePerLogicalBatch() {
        RandomPrecisionInference inference = new RandomPrecisionInference(SET, 16, SEED);
        int coincide = 0;
        int batches = 600;
        int[] attackers = new int[SET.size()];
        int[] defenders = new int[SET.size()];
        for (int batch = 0; batch < batches; batch++) {
            int first = 16 * batch;
            assertThat(inference.attacker(first + 15)).isEqualTo(inference.attacker(first));
            assertThat(inference.defender(first + 15)).isEqualTo(inference.defender(first));
            attackers[SET.indexOf(inference.attacker(first))]++;
            defenders[SET.indexOf(inference.defender(first))]++;
            coincide += inference.attacker(first).equals(inference.defender(first)) ? 1 : 0;
        }
        // 200 expected of each, with a standard deviation of 12.
        assertThat(coincide).isBetween(150, 250);
        for (int k = 0; k < SET.size(); k++) {
            assertThat(attackers[k]).isBetween(150, 250);
            assertThat(defenders[k]).isBetween(150, 250);
        }
    }

    @Test
    void theDefenderDrawsFromHisMixtureAndTheAttackerAsBefore() {
        PrecisionMixture mixture = PrecisionMixture.of(SET, List.of(0.0, 0.25, 0.75));
        RandomPrecisionInference uniform = new RandomPrecisionInference(SET, 16, SEED);
        RandomPrecisionInference inference = new RandomPrecisionInference(mixture, 16, SEED);
        int batches = 600;
        int middle = 0;
        for (int batch = 0; batch < batches; batch++) {
            int image = 16 * batch + 3;
            RandomKey key = RandomKey.of(SEED, Purpose.RANDOM_PRECISION_INFERENCE_DEFENDER)
                    .withStep(batch);
            assertThat(uniform.defender(image)).isEqualTo(SET.get(new RandomStream(key).below(3)));
            assertThat(inference.attacker(image)).isEqualTo(uniform.attacker(image));
            assertThat(inference.defender(image)).isEqualTo(SET.get(new RandomStream(key).uniform() < 0.25f ? 1 : 2));
            middle += inference.defender(image).equals(SET.get(1)) ? 1 : 0;
        }
        // 150 expected, with a standard deviation of 11.
        assertThat(middle).isBetween(110, 190);
    }

    @Test
    void robustAccuracyOfOnePrecisionIsTheMatrixsDiagonal() {
        int[] diagonal = RobustAccuracy.of(complete(SET), 0);
        List<Integer> done = new ArrayList<>();
        for (int k = 0; k < SET.size(); k++) {
            assertThat(RobustAccuracy.correct(subject, SET.get(k), ATTACK, SEED, done::add))
                    .isEqualTo(diagonal[k]);
        }
        assertThat(done.subList(0, 2)).containsExactly(OutcomeEvaluation.IMAGES_AT_ONCE, IMAGES);
    }

    @Test
    void numberOfImagesIsChecked() {
        assertThatThrownBy(() -> new EvaluationSubject(network, subject.loader(), 0, pool))
                .hasMessageContaining("expected 1 to 70 images")
                .hasMessageContaining("found 0");
        assertThatThrownBy(() -> new EvaluationSubject(network, subject.loader(), 71, pool))
                .hasMessageContaining("found 71");
    }
}
