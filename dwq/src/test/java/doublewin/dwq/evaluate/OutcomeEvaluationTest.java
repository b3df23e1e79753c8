package doublewin.dwq.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.dwq.Images;
import doublewin.dwq.PrecisionMixture;
import doublewin.dwq.PrecisionSet;
import doublewin.dwq.SmallNetwork;
import doublewin.dwq.attack.Attack;
import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Backward;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.Classification;
import doublewin.dwq.attack.ExpectedLoss;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.attack.Mixture;
import doublewin.dwq.attack.Pgd;
import doublewin.dwq.attack.PrecisionModel;
import doublewin.dwq.attack.Stop;
import doublewin.dwq.attack.TargetModel;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Workspace;
import doublewin.dwq.attack.ascent.ExactEot;
import doublewin.dwq.quant.NormKind;
import doublewin.dwq.quant.QuantisedParts;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.random.RandomStream;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Precision;
import doublewin.nn.StateDict;
import doublewin.nn.data.BatchLoader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutcomeEvaluationTest {
    private static final int IMAGES = 70;
    private static final PrecisionSet SET = PrecisionSet.parse("4,6,12");
    private static final ThreatModel THREAT = new ThreatModel(Ball.LINF, 8);
    private static final ThreatModel ANYWHERE = new ThreatModel(Ball.LINF, 255);
    private static final Pgd PGD = new Pgd(THREAT, 3, 2, 1);
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

    private OutcomeEvaluation evaluation(Attack<TargetModel> toy) {
        return new OutcomeEvaluation(subject, SET, List.of(PGD, toy), SEED);
    }

    @Test
    void whatIsBeyondEpsilonIsNotCounted() {
        OutcomeEvaluation evaluation = evaluation(new WorstOfNoise(THREAT, 1));
        assertThatThrownBy(() -> evaluation.complete(evaluation.emptyTable()))
                .hasMessageContaining("noise-1: what it made of image 0 is beyond epsilon");
    }

    /** A random change of each pixel that a label's logit likes least of a few: an attack that needs no gradient. */
    private record WorstOfNoise(ThreatModel threat, int tries) implements Attack<TargetModel> {
        @Override
        public String name() {
            return "noise-" + tries;
        }

        @Override
        public int id() {
            return 65_000;
        }

        @Override
        public SortedMap<String, String> parameters() {
            return new TreeMap<>();
        }

        @Override
        public GradientFindings perturb(
                TargetModel model, Batch batch, AttackKeys keys, Workspace workspace, Tensor adversarial) {
            Shape shape = batch.x().shape();
            float[] lower = batch.normalisation().lower();
            float[] upper = batch.normalisation().upper();
            Tensor logits = Tensor.zeros(Shape.lanes(shape.images(), 1, 1, model.classes()));
            Tensor candidate = Tensor.zeros(shape);
            boolean[] fooled = new boolean[shape.images()];
            for (int attempt = 0; attempt < tries; attempt++) {
                for (int n = 0; n < shape.images(); n++) {
                    RandomStream noise = new RandomStream(keys.of(0, attempt).withImage(batch.images()[n]));
                    for (int h = 0; h < shape.height(); h++) {
                        for (int c = 0; c < shape.channels(); c++) {
                            int at = LaneFormat.index(shape, n, h, h, c);
                            float noisy = batch.x().get(at) + noise.uniform(-1, 1);
                            candidate.set(at, Math.clamp(noisy, lower[c], upper[c]));
                        }
                    }
                }
                model.logits(candidate, logits);
                boolean[] correct = Classification.correct(logits, batch.labels());
                for (int n = 0; n < shape.images(); n++) {
                    if (attempt == 0 || !fooled[n]) {
                        copy(candidate, adversarial, n);
                        fooled[n] = !correct[n];
                    }
                }
            }
            return new GradientFindings();
        }

        private static void copy(Tensor from, Tensor to, int image) {
            Shape shape = from.shape();
            for (int h = 0; h < shape.height(); h++) {
                for (int w = 0; w < shape.width(); w++) {
                    for (int c = 0; c < shape.channels(); c++) {
                        int at = LaneFormat.index(shape, image, h, w, c);
                        to.set(at, from.get(at));
                    }
                }
            }
        }
    }

    /** Shows images as they are, and remembers what it was aimed at. */
    private record Remembering(List<Mixture> mixtures, List<AttackKeys> keys) implements Attack<Mixture> {
        @Override
        public String name() {
            return "remembering";
        }

        @Override
        public int id() {
            return 65_001;
        }

        @Override
        public ThreatModel threat() {
            return THREAT;
        }

        @Override
        public SortedMap<String, String> parameters() {
            return new TreeMap<>();
        }

        @Override
        public GradientFindings perturb(
                Mixture mixture, Batch batch, AttackKeys key, Workspace workspace, Tensor adversarial) {
            mixtures.add(mixture);
            keys.add(key);
            adversarial.copyFrom(batch.x());
            return new GradientFindings();
        }
    }

    /** The members that can come up, and no others, with their own weights and keys; beside the uniform mixture's. */
    @Test
    void aMixtureIsAttackedByItsWeights() {
        Remembering attack = new Remembering(new ArrayList<>(), new ArrayList<>());
        PrecisionMixture mixture = new PrecisionMixture(SET, List.of(0.25, 0.0, 0.75));
        List<Crafting> craftings =
                List.of(new Crafting.OnMixture(attack), new Crafting.OnWeightedMixture(attack, mixture));
        Outcomes outcomes = complete(Attacked.ALL, craftings);
        assertThat(outcomes.title(1)).isEqualTo("remembering on the mixture of 4,6,12");
        assertThat(outcomes.title(2)).isEqualTo("remembering on the mixture of 25.0 % 4 bit, 75.0 % 12 bit");
        Mixture uniform = attack.mixtures().getFirst();
        Mixture weighted = attack.mixtures().getLast();
        assertThat(uniform.size()).isEqualTo(3);
        assertThat(weighted.members())
                .containsExactly(uniform.members().get(0), uniform.members().get(2));
        assertThat(weighted.weights()).containsExactly(0.25, 0.75);
        assertThat(attack.keys().getFirst()).isEqualTo(new AttackKeys(SEED, attack.id(), AttackKeys.MIXTURE));
        assertThat(attack.keys().getLast()).isEqualTo(AttackKeys.on(SEED, attack.id(), mixture));

        PrecisionMixture other = PrecisionMixture.uniform(PrecisionSet.parse("4,6"));
        assertThatThrownBy(() -> complete(Attacked.ALL, List.of(new Crafting.OnWeightedMixture(attack, other))))
                .hasMessageContaining("aimed at a mixture of 4,6, the evaluation is over 4,6,12");
    }

    /** Images that no column has right stay clean, and the others are perturbed as if all were. */
    @Test
    void imagesThatAreLostAnywayAreLeftAlone() {
        List<Crafting> craftings = List.of(
                new Crafting.AtPrecision(PGD, new Precision(6)),
                new Crafting.OnEnsemble(new WorstOfNoise(ANYWHERE, 2)));
        Outcomes all = complete(Attacked.ALL, craftings);
        Outcomes some = complete(Attacked.RIGHT_SOMEWHERE, craftings);
        int left = 0;
        for (int image = 0; image < IMAGES; image++) {
            boolean rightSomewhere = false;
            for (int column = 0; column <= SET.size(); column++) {
                rightSomewhere |= all.of(Outcomes.CLEAN).isCorrect(column, image);
            }
            left += rightSomewhere ? 0 : 1;
            for (int candidate = 0; candidate <= craftings.size(); candidate++) {
                for (int column = 0; column <= SET.size(); column++) {
                    assertThat(some.of(candidate).isCorrect(column, image))
                            .isEqualTo(rightSomewhere && all.of(candidate).isCorrect(column, image));
                }
            }
        }
        assertThat(left).isBetween(5, IMAGES - 5);
    }

    /** It classifies and is attacked as by itself, or as if it were drawn; and of the others no bit is another. */
    @Test
    void fullPrecisionIsATwinWithAColumnAndAttacksOfItsOwn() {
        List<Crafting> drawn = List.of(new Crafting.AtPrecision(PGD, new Precision(6)), new Crafting.OnEnsemble(PGD));
        List<Crafting> all = new ArrayList<>(drawn);
        all.add(new Crafting.AtPrecision(PGD, Precision.FULL));
        OutcomeEvaluation evaluation = new OutcomeEvaluation(subject, Columns.withTwins(SET), Attacked.ALL, all, SEED);
        Outcomes outcomes = evaluation.emptyTable();
        evaluation.complete(outcomes);
        int column = SET.size() + 1;

        int[] ids = Images.ids(OutcomeEvaluation.IMAGES_AT_ONCE);
        Batch batch = Images.attacked(subject.loader(), ids);
        Workspace workspace = new Workspace(pool, new Arena());
        PrecisionModel full = new PrecisionModel(network, SmallNetwork.CLASSES, Precision.FULL, workspace);
        Tensor attacked = Tensor.zeros(batch.x().shape());
        PGD.perturb(full, batch, new AttackKeys(SEED, PGD.id(), Precision.FULL), workspace, attacked);
        assertThat(LaneFormat.unpack(evaluation.show(3, ids))).isEqualTo(LaneFormat.unpack(attacked));
        for (int candidate = 0; candidate <= all.size(); candidate++) {
            Tensor logits = Tensor.zeros(Shape.lanes(ids.length, 1, 1, SmallNetwork.CLASSES));
            full.logits(evaluation.show(candidate, ids), logits);
            boolean[] right = Classification.correct(logits, batch.labels());
            for (int image : ids) {
                assertThat(outcomes.of(candidate).isCorrect(column, image)).isEqualTo(right[image]);
            }
        }
        assertThat(outcomes.of(3).correctCount(column))
                .isLessThan(outcomes.of(Outcomes.CLEAN).correctCount(column));

        Outcomes without = complete(Attacked.ALL, drawn);
        for (int candidate = 0; candidate <= drawn.size(); candidate++) {
            assertThat(bytes(outcomes.of(candidate)).subList(0, 3 + column)).isEqualTo(bytes(without.of(candidate)));
        }
        OutcomeEvaluation wider = new OutcomeEvaluation(subject, PrecisionSet.parse("4,6,12,full"), List.of(PGD), SEED);
        Outcomes ofDrawn = wider.emptyTable();
        wider.complete(4, 0, IMAGES, ofDrawn, done -> {});
        assertThat(bytes(ofDrawn.of(4)).getLast())
                .isEqualTo(bytes(outcomes.of(3)).getLast());
    }

    /** Whether the clean images are known already, or not. */
    @Test
    void imagesThatATwinAloneHasRightAreAttackedToo() {
        Columns columns = Columns.of(PrecisionSet.parse("4"), Twin.FULL_PRECISION);
        List<Crafting> craftings = List.of(new Crafting.AtPrecision(new WorstOfNoise(ANYWHERE, 2), Precision.FULL));
        OutcomeEvaluation evaluation =
                new OutcomeEvaluation(subject, columns, Attacked.RIGHT_SOMEWHERE, craftings, SEED);
        Outcomes outcomes = evaluation.emptyTable();
        evaluation.complete(outcomes);
        CandidateOutcomes clean = outcomes.of(Outcomes.CLEAN);
        int lost = 0;
        for (int image = 0; image < IMAGES; image++) {
            boolean alone = clean.isCorrect(1, image) && !clean.isCorrect(0, image);
            lost += alone && !outcomes.of(1).isCorrect(1, image) ? 1 : 0;
        }
        assertThat(lost).as("images that the twin alone had right").isPositive();
        Outcomes unknown = evaluation.emptyTable();
        evaluation.complete(1, 0, IMAGES, unknown, done -> {});
        assertThat(bytes(unknown.of(1))).isEqualTo(bytes(outcomes.of(1)));
    }

    /** Each is a candidate of its own, with keys of its own, and what is straight through stays as it was. */
    @Test
    void attacksByOtherBackwardPassesAreOtherCandidates() {
        Crafting plain = new Crafting.AtPrecision(PGD, new Precision(6));
        List<Crafting> craftings = Stream.of(Backward.values()).map(plain::by).toList();
        OutcomeEvaluation evaluation =
                new OutcomeEvaluation(subject, Columns.of(SET, Twin.ENSEMBLE), Attacked.ALL, craftings, SEED);
        assertThat(evaluation.emptyTable().attacked())
                .extracting(Candidate::title)
                .containsExactly(
                        "PGD-3 at 6 bit",
                        "PGD-3 by clipped backward at 6 bit",
                        "PGD-3 by full backward at 6 bit",
                        "PGD-3 by full-own backward at 6 bit");
        int[] ids = Images.ids(20);
        Batch batch = Images.attacked(subject.loader(), ids);
        Workspace workspace = new Workspace(pool, new Arena());
        for (Backward backward : Backward.values()) {
            Tensor expected = Tensor.zeros(batch.x().shape());
            PGD.perturb(
                    backward.model(network, SmallNetwork.CLASSES, new Precision(6), workspace),
                    batch,
                    new AttackKeys(SEED, PGD.id(), new Precision(6)).withBackward(backward),
                    workspace,
                    expected);
            assertThat(LaneFormat.unpack(evaluation.show(1 + backward.ordinal(), ids)))
                    .isEqualTo(LaneFormat.unpack(expected));
        }
        Outcomes alone = complete(Attacked.ALL, List.of(plain));
        Outcomes together = complete(Attacked.ALL, craftings);
        assertThat(bytes(together).subList(0, bytes(alone).size())).isEqualTo(bytes(alone));
    }

    @Test
    void mixtureAndEnsembleAreAttackedByOtherBackwardPassesToo() {
        ThreatModel threat = new ThreatModel(Ball.LINF, 8);
        Crafting onAll =
                new Crafting.OnMixture(new ExactEot(threat, ExpectedLoss.MEAN_CROSS_ENTROPY, 3, 1, Stop.NEVER));
        Crafting onEnsemble = new Crafting.OnEnsemble(PGD);
        OutcomeEvaluation evaluation = new OutcomeEvaluation(
                subject,
                Columns.of(SET),
                Attacked.ALL,
                List.of(onAll, onAll.by(Backward.FULL), onEnsemble, onEnsemble.by(Backward.CLIPPED)),
                SEED);
        int[] ids = Images.ids(5);
        for (int candidate : new int[] {1, 3}) {
            assertThat(LaneFormat.unpack(evaluation.show(candidate, ids)))
                    .isNotEqualTo(LaneFormat.unpack(evaluation.show(candidate + 1, ids)));
        }
        assertThat(evaluation.emptyTable().title(4)).isEqualTo("PGD-3 by clipped backward on the ensemble of 4,6,12");
    }

    private Outcomes complete(Attacked attacked, List<Crafting> craftings) {
        OutcomeEvaluation evaluation =
                new OutcomeEvaluation(subject, Columns.of(SET, Twin.ENSEMBLE), attacked, craftings, SEED);
        Outcomes outcomes = evaluation.emptyTable();
        evaluation.complete(outcomes);
        return outcomes;
    }

    @Test
    void workSplitAnywhereAndInAnyOrderFindsTheSame() {
        OutcomeEvaluation evaluation = evaluation(new WorstOfNoise(ANYWHERE, 2));
        Outcomes whole = evaluation.emptyTable();
        evaluation.complete(whole);
        assertThat(whole.isComplete()).isTrue();

        Outcomes parts = evaluation.emptyTable();
        List<int[]> units = new ArrayList<>();
        for (int candidate = 0; candidate < whole.candidates().size(); candidate++) {
            for (int first = 0; first < IMAGES; first += 23) {
                units.add(new int[] {candidate, first, Math.min(first + 23, IMAGES)});
            }
        }
        Collections.shuffle(units, new Random(1));
        for (int[] unit : units) {
            List<Integer> told = new ArrayList<>();
            evaluation.complete(unit[0], unit[1], unit[2], parts, told::add);
            assertThat(told).containsExactly(unit[2] - unit[1]);
        }
        assertThat(bytes(parts)).isEqualTo(bytes(whole));
        int attacked = 0;
        for (int position = 0; position < SET.size(); position++) {
            attacked += whole.of(Outcomes.CLEAN).correctCount(position)
                    - whole.of(whole.attacked(0, position)).correctCount(position);
        }
        assertThat(attacked).as("images that PGD turned").isPositive();
        assertThat(bytes(whole).subList(0, 6)).isNotEqualTo(bytes(whole).subList(18, 24));
    }

    @Test
    void whatIsDoneIsKeptWhenProgressThrowsAndNotDoneAgain() {
        OutcomeEvaluation evaluation = evaluation(new WorstOfNoise(ANYWHERE, 1));
        Outcomes outcomes = evaluation.emptyTable();
        assertThatThrownBy(() -> evaluation.complete(1, 0, IMAGES, outcomes, done -> {
                    throw new IllegalStateException("stop");
                }))
                .hasMessage("stop");
        assertThat(outcomes.doneCount()).isEqualTo(OutcomeEvaluation.IMAGES_AT_ONCE);
        // What is there is taken as it is: a wrong entry stays.
        boolean[][] wrong = new boolean[SET.size()][1];
        outcomes.of(1).enter(3, wrong, new GradientFindings());
        List<Integer> progress = new ArrayList<>();
        evaluation.complete(1, 0, IMAGES, outcomes, progress::add);
        assertThat(progress).containsExactly(IMAGES);
        assertThat(outcomes.of(1).doneCount()).isEqualTo(IMAGES);
        assertThat(outcomes.of(1).isCorrect(0, 3)).isFalse();
    }

    @Test
    void gradientsThatVanishAreReported() {
        Outcomes honest = new OutcomeEvaluation(subject, SET, List.of(PGD), SEED).emptyTable();
        OutcomeEvaluation evaluation = new OutcomeEvaluation(subject, SET, List.of(PGD), SEED);
        evaluation.complete(1, 0, IMAGES, honest, done -> {});
        assertThat(honest.of(1).vanishedCount()).isZero();
        assertThat(honest.of(1).notFiniteCount()).isZero();

        // Logits so far apart that the soft-max is exactly one and zero.
        Tensor weight = StateDict.of(network).tensors().get("fc.weight");
        for (int i = 0; i < weight.elements(); i++) {
            weight.set(i, weight.get(i) * 1e8f);
        }
        Outcomes masked = new OutcomeEvaluation(subject, SET, List.of(PGD), SEED).emptyTable();
        new OutcomeEvaluation(subject, SET, List.of(PGD), SEED).complete(1, 0, IMAGES, masked, done -> {});
        assertThat(masked.of(1).vanishedCount()).isPositive();
        for (int image = 0; image < IMAGES; image++) {
            boolean vanished = masked.of(1).planes().get(1).get(image);
            assertThat(vanished && !masked.of(1).isCorrect(0, image))
                    .as("image %d lost although its gradient was zero", image)
                    .isFalse();
        }
    }

    private static List<String> bytes(Outcomes outcomes) {
        return outcomes.candidates().stream()
                .flatMap(candidate -> bytes(candidate).stream())
                .toList();
    }

    private static List<String> bytes(CandidateOutcomes candidate) {
        return candidate.planes().stream()
                .map(plane -> HexFormat.of().formatHex(plane.toBytes()))
                .toList();
    }
}
