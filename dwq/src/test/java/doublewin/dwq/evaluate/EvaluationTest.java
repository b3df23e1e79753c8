package doublewin.dwq.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.dwq.Images;
import doublewin.dwq.PrecisionSet;
import doublewin.dwq.SmallNetwork;
import doublewin.dwq.attack.PerturbationBudget;
import doublewin.dwq.attack.PgdSettings;
import doublewin.dwq.golden.Passes;
import doublewin.dwq.quant.NormKind;
import doublewin.dwq.quant.QuantisedParts;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.parallel.WorkerPool;
import doublewin.nn.Pass;
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
    private static final PgdSettings ATTACK = new PgdSettings(3, 1, new PerturbationBudget(8, 2));
    private static final long SEED = 5;

    private final WorkerPool pool = new WorkerPool(2);
    private final SmallNetwork network =
            new SmallNetwork(new QuantisedParts(NormKind.SWITCHABLE, SET, Numerics.DIRECT), 5);
    private EvaluationSubject subject;

    @BeforeEach
    void warmRunningValuesAndLabel() {
        BatchLoader images = Images.random(IMAGES);
        for (Precision precision : SET.asList()) {
            new Passes(network, pool).forward(Images.batch(images, Images.ids(IMAGES)), precision, Pass.TRAINING);
        }
        subject = new EvaluationSubject(
                network, Images.labelledBy(network, new Precision(12), images, pool), IMAGES, pool);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void transferMatrixHoldsRobustAndCleanAccuracyOfEveryPrecision() {
        TransferEvaluation transfer = new TransferEvaluation(subject, SET, ATTACK, SEED);
        int[][] columns = new int[SET.size()][];
        for (int attack = SET.size() - 1; attack >= 0; attack--) {
            columns[attack] = transfer.column(attack, done -> {});
        }
        int[] clean = SET.asList().stream()
                .mapToInt(precision -> CleanAccuracy.correct(subject, precision, done -> {}))
                .toArray();
        TransferMatrix matrix = transfer.matrix(columns, clean);

        assertThat(matrix.images()).isEqualTo(IMAGES);
        int attacked = 0;
        for (int k = 0; k < SET.size(); k++) {
            Precision precision = SET.get(k);
            assertThat(matrix.correct()[k][k])
                    .isEqualTo(RobustAccuracy.correct(subject, precision, ATTACK, SEED, done -> {}));
            attacked += matrix.clean()[k] - matrix.correct()[k][k];
            for (int other = 0; other < SET.size(); other++) {
                assertThat(matrix.correct()[other][k]).isEqualTo(columns[k][other]);
            }
        }
        assertThat(matrix.clean()[2]).isEqualTo(IMAGES - IMAGES / 4);
        assertThat(attacked).as("images that an attack turned").isPositive();
    }

    @Test
    void progressCountsImages() {
        List<Integer> done = new ArrayList<>();
        new TransferEvaluation(subject, SET, ATTACK, SEED).column(1, done::add);
        assertThat(done).containsExactly(ImageBlocks.AT_ONCE, IMAGES);
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
    void randomPrecisionInferenceOverOnePrecisionIsItsRobustAccuracy() {
        Precision only = new Precision(6);
        for (int batch : new int[] {7, 128}) {
            RandomPrecisionInference.Result result = new RandomPrecisionInference(PrecisionSet.of(only), batch, SEED)
                    .evaluate(subject, ATTACK, done -> {});
            assertThat(result.images()).isEqualTo(IMAGES);
            assertThat(result.robust()).isEqualTo(RobustAccuracy.correct(subject, only, ATTACK, SEED, done -> {}));
            assertThat(result.clean()).isEqualTo(CleanAccuracy.correct(subject, only, done -> {}));
        }
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
