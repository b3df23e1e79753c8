package doublewin.dwq.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.dwq.PrecisionMixture;
import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.attack.LogitLoss;
import doublewin.dwq.attack.Pgd;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Workspace;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Precision;
import doublewin.nn.data.Normalisation;
import java.math.BigInteger;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class OutcomesTest {
    private static final PrecisionSet SET = PrecisionSet.parse("4,6,12");
    private static final int IMAGES = 19;

    private final boolean[][][] right = random();
    private final Outcomes outcomes = Outcomes.atEachPrecision(SET, List.of("one", "other"), IMAGES);

    /** [candidate][inference][image]. */
    private static boolean[][][] random() {
        SplittableRandom random = new SplittableRandom(1);
        boolean[][][] right = new boolean[1 + 2 * SET.size()][SET.size()][IMAGES];
        for (boolean[][] candidate : right) {
            for (boolean[] inference : candidate) {
                for (int image = 0; image < IMAGES; image++) {
                    inference[image] = random.nextBoolean();
                }
            }
        }
        return right;
    }

    private void enterAll() {
        for (int candidate = 0; candidate < right.length; candidate++) {
            outcomes.of(candidate).enter(0, right[candidate], new GradientFindings());
        }
    }

    @Test
    void candidatesAreTheCleanImagesThenEachAttackAtEachPrecision() {
        assertThat(outcomes.candidates()).hasSize(right.length);
        assertThat(outcomes.attacked(0, 0)).isEqualTo(1);
        assertThat(outcomes.attacked(1, 2)).isEqualTo(right.length - 1);
        for (int attack = 0; attack < 2; attack++) {
            for (int position = 0; position < SET.size(); position++) {
                int candidate = outcomes.attacked(attack, position);
                Candidate expected = Candidate.at(List.of("one", "other").get(attack), SET.get(position));
                assertThat(outcomes.attacked().get(candidate - 1)).isEqualTo(expected);
                assertThat(outcomes.indexOf(expected)).isEqualTo(candidate);
            }
        }
        assertThat(outcomes.title(Outcomes.CLEAN)).isEqualTo("clean");
        assertThat(outcomes.title(2)).isEqualTo("one at " + SET.get(1));
        assertThat(outcomes.isAtEachPrecision()).isTrue();
        assertThatThrownBy(() -> outcomes.attacked(2, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> outcomes.attacked(0, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void imagesArriveInAnyOrder() {
        boolean[][] some = new boolean[SET.size()][3];
        some[1][2] = true;
        outcomes.of(2).enter(7, some, new GradientFindings());
        for (int image = 0; image < IMAGES; image++) {
            assertThat(outcomes.of(2).isDone(image)).isEqualTo(image >= 7 && image < 10);
            assertThat(outcomes.of(2).isCorrect(1, image)).isEqualTo(image == 9);
            assertThat(outcomes.of(2).isCorrect(2, image)).isFalse();
            assertThat(outcomes.of(1).isDone(image)).isFalse();
        }
        assertThat(outcomes.doneCount()).isEqualTo(3);
        assertThat(outcomes.totalCount()).isEqualTo((long) right.length * IMAGES);
        assertThat(outcomes.isComplete()).isFalse();
        assertThatThrownBy(() -> outcomes.of(0).enter(17, some, new GradientFindings()))
                .hasMessage("outcomes: images 17 to 20 in 3 columns do not fit a table of 19 images in 3");
    }

    /** Of what another table has, those images are entered that are asked for, and no others. */
    @Test
    void partsOfAnotherTableAreEntered() {
        Outcomes other = new Outcomes(outcomes.columns(), outcomes.attacked(), IMAGES);
        boolean[][] some = new boolean[SET.size()][3];
        some[1][2] = true;
        GradientFindings findings = new GradientFindings();
        findings.add(1, 0);
        other.of(2).enter(7, some, findings);
        outcomes.of(2).enter(other.of(2), 8, 10);
        for (int image = 0; image < IMAGES; image++) {
            assertThat(outcomes.of(2).isDone(image)).isEqualTo(image >= 8 && image < 10);
            assertThat(outcomes.of(2).isCorrect(1, image)).isEqualTo(image == 9);
        }
        assertThat(outcomes.of(2).vanishedCount()).isEqualTo(1);
        assertThatThrownBy(() -> outcomes.of(2).enter(other.of(2), 6, 8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("image 6");
        Outcomes larger = new Outcomes(outcomes.columns(), outcomes.attacked(), IMAGES + 1);
        assertThatThrownBy(() -> larger.of(2).enter(other.of(2), 7, 8)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void viewsCountWhatIsThere() {
        assertThatThrownBy(() -> TransferMatrix.of(outcomes, 0))
                .hasMessage("clean accuracy: only 0 of 133 outcomes are there; evaluate the rest first");
        assertThatThrownBy(() -> RobustAccuracy.of(outcomes, 0))
                .hasMessageStartingWith("robust accuracy: only 0 of 133");
        assertThatThrownBy(() -> new RandomPrecisionInference(SET, 1, 5).of(outcomes, 0))
                .hasMessageStartingWith("random precision inference: only 0 of 133");
        enterAll();
        assertThat(outcomes.isComplete()).isTrue();
        for (int attack = 0; attack < 2; attack++) {
            TransferMatrix matrix = TransferMatrix.of(outcomes, attack);
            int[] robust = RobustAccuracy.of(outcomes, attack);
            for (int inference = 0; inference < SET.size(); inference++) {
                assertThat(matrix.clean()[inference]).isEqualTo(count(right[0][inference]));
                for (int crafted = 0; crafted < SET.size(); crafted++) {
                    assertThat(matrix.correct()[inference][crafted])
                            .isEqualTo(count(right[1 + SET.size() * attack + crafted][inference]));
                }
                assertThat(robust[inference]).isEqualTo(matrix.correct()[inference][inference]);
            }
        }
    }

    @Test
    void randomPrecisionInferenceLooksUpEachImagesDraws() {
        enterAll();
        RandomPrecisionInference inference = new RandomPrecisionInference(SET, 4, 5);
        int clean = 0;
        int robust = 0;
        for (int image = 0; image < IMAGES; image++) {
            int defender = SET.indexOf(inference.defender(image));
            int attacker = SET.indexOf(inference.attacker(image));
            clean += right[0][defender][image] ? 1 : 0;
            robust += right[1 + SET.size() + attacker][defender][image] ? 1 : 0;
        }
        assertThat(inference.of(outcomes, 1)).isEqualTo(new RandomPrecisionInference.Result(IMAGES, clean, robust));
        assertThat(inference.of(outcomes, 1).cleanAccuracy()).isEqualTo((double) clean / IMAGES);
        assertThat(inference.of(outcomes, 1).robustAccuracy()).isEqualTo((double) robust / IMAGES);
        assertThatThrownBy(() -> new RandomPrecisionInference(PrecisionSet.parse("4,6"), 4, 5).of(outcomes, 1))
                .hasMessage("random precision inference: it draws from 4,6, the outcomes are over 4,6,12");
    }

    /** Against 2,000 series of draws, whose standard deviation is known to some 2 %; batches of 4 leave a shorter one at the end. */
    @Test
    void theSpreadOfRandomPrecisionInferenceIsThatOfItsDraws() {
        enterAll();
        PrecisionMixture mixture = PrecisionMixture.of(SET, List.of(0.5, 0.3, 0.2));
        int series = 2000;
        double sum = 0;
        double square = 0;
        for (int seed = 0; seed < series; seed++) {
            double found = new RandomPrecisionInference(mixture, 4, seed)
                    .of(outcomes, 1)
                    .robustAccuracy();
            sum += found;
            square += found * found;
        }
        double deviation = Math.sqrt(square / series - sum / series * (sum / series));
        assertThat(new RandomPrecisionInference(mixture, 4, 1).spread(outcomes, 1))
                .isCloseTo(deviation, Percentage.withPercentage(8));
    }

    /** A model that is always right, and whose gradient is one in the first image, zero in the second, no number in the third. */
    private record OddGradients() implements DifferentiableModel {
        @Override
        public int classes() {
            return 2;
        }

        @Override
        public void logits(Tensor x, Tensor logits) {
            logits.fill(0);
            for (int image = 0; image < x.shape().images(); image++) {
                logits.set(LaneFormat.index(logits.shape(), image, 0, 0, 1), 1);
            }
        }

        @Override
        public void gradient(Tensor x, int[] labels, LogitLoss loss, Tensor logits, Tensor dx) {
            logits(x, logits);
            dx.fill(0);
            dx.set(LaneFormat.index(dx.shape(), 0, 1, 1, 0), 1);
            dx.set(LaneFormat.index(dx.shape(), 2, 0, 1, 0), Float.NaN);
        }
    }

    @Test
    void whatAnAttackFindsOfGradientsIsEnteredImageByImage() {
        try (WorkerPool pool = new WorkerPool(1)) {
            Tensor x = Tensor.zeros(Shape.lanes(3, 2, 2, 1));
            Batch batch = new Batch(
                    new int[] {4, 5, 6}, x, new int[] {1, 1, 1}, new Normalisation(new float[1], new float[] {1}));
            Pgd attack = new Pgd(new ThreatModel(Ball.LINF, 8), 1, 2, 1);
            GradientFindings findings = attack.perturb(
                    new OddGradients(),
                    batch,
                    new AttackKeys(1, attack.id(), SET.get(0)),
                    new Workspace(pool, new Arena()),
                    Tensor.zeros(x.shape()));
            outcomes.of(2).enter(4, new boolean[SET.size()][3], findings);
        }
        assertThat(outcomes.of(2).vanishedCount()).isEqualTo(1);
        assertThat(outcomes.of(2).notFiniteCount()).isEqualTo(1);
        List<BitPlane> planes = outcomes.of(2).planes();
        assertThat(planes.get(1).toBytes()).containsExactly(1 << 5, 0, 0);
        assertThat(planes.get(2).toBytes()).containsExactly(1 << 6, 0, 0);
    }

    @Test
    void aTableHasAnImageAndNoneBeyondItsLast() {
        assertThat(Outcomes.atEachPrecision(SET, List.of(), 1).totalCount()).isEqualTo(1);
        assertThatThrownBy(() -> Outcomes.atEachPrecision(SET, List.of(), 0)).hasMessageContaining("at least 1 image");
        assertThatThrownBy(() -> outcomes.of(0).isDone(IMAGES)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> outcomes.of(0).isDone(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(outcomes.attacks()).containsExactly("one", "other");
    }

    @Test
    void aTableOfOtherCandidatesHasAColumnOfTheEnsembleWhereAsked() {
        Candidate mixed = new Candidate("one", Candidate.Aim.MIXTURE, SET);
        Candidate mean = new Candidate("one", Candidate.Aim.ENSEMBLE, SET);
        Candidate single = Candidate.at("one", SET.get(1));
        Outcomes pool = new Outcomes(Columns.of(SET, Twin.ENSEMBLE), List.of(single, mixed, mean), IMAGES);
        assertThat(pool.isAtEachPrecision()).isFalse();
        assertThat(pool.attacks()).containsExactly("one");
        assertThat(pool.attacked(0, 1)).isEqualTo(1);
        assertThat(pool.title(2)).isEqualTo("one on the mixture of " + SET);
        assertThat(pool.title(3)).isEqualTo("one on the ensemble of " + SET);
        assertThat(pool.of(1).planes()).hasSize(3 + SET.size() + 1);
        assertThatThrownBy(() -> pool.attacked(0, 0))
                .hasMessageContaining("there is no one at " + SET.get(0))
                .hasMessageContaining("one on the mixture");
        assertThatThrownBy(() -> new Outcomes(Columns.of(SET), List.of(mixed, mixed), IMAGES))
                .hasMessageContaining("distinct candidates");
        Candidate foreign = Candidate.at("one", new Precision(15));
        assertThatThrownBy(() -> new Outcomes(Columns.of(SET), List.of(foreign), IMAGES))
                .hasMessageContaining("against some of " + SET);
        assertThatThrownBy(() -> new Candidate("one", Candidate.Aim.ENSEMBLE, SET, List.of(0.5, 0.25, 0.25)))
                .hasMessageContaining("expected them of mixtures alone");
        assertThatThrownBy(() -> new Candidate("one", Candidate.Aim.MIXTURE, SET, List.of(0.5, 0.5)))
                .hasMessageContaining("expected 3 weights");
        assertThatThrownBy(() -> new Candidate("one", Candidate.Aim.PRECISION, SET))
                .hasMessageContaining("aimed at one precision");
        // All in its order, but for the column.
        List<Candidate> crossed = outcomes.attacked();
        assertThat(new Outcomes(Columns.of(SET), crossed, IMAGES).isAtEachPrecision())
                .isTrue();
        assertThat(new Outcomes(Columns.of(SET, Twin.ENSEMBLE), crossed, IMAGES).isAtEachPrecision())
                .isFalse();
        assertThat(new Outcomes(Columns.of(SET), crossed.reversed(), IMAGES).isAtEachPrecision())
                .isFalse();
    }

    /** Attacks on a twin need its column, and there is no drawing from what is never drawn. */
    @Test
    void fullPrecisionIsAttackedByItselfWhereItHasAColumn() {
        Candidate full = Candidate.at("one", Precision.FULL);
        Outcomes table = new Outcomes(Columns.withTwins(SET), List.of(full), IMAGES);
        assertThat(table.title(1)).isEqualTo("one at full");
        assertThat(table.of(1).planes()).hasSize(3 + SET.size() + 2);
        assertThatThrownBy(() -> new Outcomes(Columns.of(SET, Twin.ENSEMBLE), List.of(full), IMAGES))
                .hasMessageContaining("against some of " + SET + " or a twin among [ENSEMBLE], found one at full");
        Candidate mixed = new Candidate("one", Candidate.Aim.MIXTURE, PrecisionSet.parse("4,full"));
        assertThatThrownBy(() -> new Outcomes(Columns.withTwins(SET), List.of(mixed), IMAGES))
                .hasMessageContaining("found one on the mixture of 4,full");
        List<Candidate> crossed = outcomes.attacked();
        assertThat(new Outcomes(Columns.of(SET, Twin.FULL_PRECISION), crossed, IMAGES).isAtEachPrecision())
                .isFalse();
    }

    @Test
    void planesAreOneBitAnImageFromTheLowest() {
        enterAll();
        List<BitPlane> planes = outcomes.of(3).planes();
        assertThat(planes).hasSize(3 + SET.size());
        assertThat(planes.get(0).toBytes()).containsExactly(0xff, 0xff, 0x07);
        assertThat(planes.get(1).toBytes()).containsExactly(0, 0, 0);
        byte[] bytes = planes.get(3 + 2).toBytes();
        for (int image = 0; image < IMAGES; image++) {
            assertThat((bytes[image / 8] >> image % 8 & 1) == 1).isEqualTo(right[3][2][image]);
        }
        Outcomes copy = Outcomes.atEachPrecision(SET, List.of("one", "other"), IMAGES);
        for (int plane = 0; plane < planes.size(); plane++) {
            copy.of(3).planes().get(plane).copyFrom(planes.get(plane).toBytes());
        }
        assertThat(copy.of(3).doneCount()).isEqualTo(IMAGES);
        assertThat(copy.of(3).correctCount(2)).isEqualTo(count(right[3][2]));
    }

    @Test
    void storedPlanesOfAnotherLengthOrWithBitsPastTheEndAreRefused() {
        BitPlane plane = outcomes.of(0).planes().getFirst();
        plane.copyFrom(new byte[] {0, 0, 4});
        assertThatThrownBy(() -> plane.copyFrom(new byte[] {0, 0, 8}))
                .hasMessage("outcomes: 3 bytes for 19 images, expected 3, the last 5 bits zero");
        assertThatThrownBy(() -> plane.copyFrom(new byte[2])).hasMessageContaining("2 bytes for 19 images, expected 3");
        BitPlane full = new BitPlane(16);
        full.copyFrom(new byte[] {-1, -1});
        assertThat(full.count()).isEqualTo(16);
    }

    private static int count(boolean[] values) {
        int count = 0;
        for (boolean value : values) {
            count += value ? 1 : 0;
        }
        return count;
    }

    /** A byte for each eight images or part of them, for as many images as there can be. */
    @Test
    void theLengthOfAPlaneDoesNotOverflow() {
        for (int images : new int[] {1, 8, 9, Integer.MAX_VALUE - 7, Integer.MAX_VALUE}) {
            BigInteger[] whole = BigInteger.valueOf(images).divideAndRemainder(BigInteger.valueOf(Byte.SIZE));
            assertThat(BitPlane.length(images))
                    .isEqualTo(whole[0].add(whole[1].min(BigInteger.ONE)).intValueExact());
        }
    }
}
