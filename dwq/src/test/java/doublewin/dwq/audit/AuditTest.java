package doublewin.dwq.audit;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.dwq.Images;
import doublewin.dwq.PrecisionSet;
import doublewin.dwq.SmallNetwork;
import doublewin.dwq.attack.Attack;
import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Backward;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.Classification;
import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.ExpectedLoss;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.attack.ImageLanes;
import doublewin.dwq.attack.LinearCases;
import doublewin.dwq.attack.LinearModel;
import doublewin.dwq.attack.LogitLoss;
import doublewin.dwq.attack.Mixture;
import doublewin.dwq.attack.PrecisionModel;
import doublewin.dwq.attack.Stop;
import doublewin.dwq.attack.SurrogateModel;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Workspace;
import doublewin.dwq.attack.ascent.AscentLoss;
import doublewin.dwq.attack.ascent.ExactEot;
import doublewin.dwq.attack.ascent.LossPgd;
import doublewin.dwq.attack.query.Square;
import doublewin.dwq.attack.query.SquareOnMixture;
import doublewin.dwq.quant.NormKind;
import doublewin.dwq.quant.QuantisedParts;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.random.Purpose;
import doublewin.engine.random.RandomKey;
import doublewin.engine.random.RandomStream;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Precision;
import doublewin.nn.data.BatchLoader;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Planted failures raise their flags, and an honest evaluation raises none. */
class AuditTest {
    private static final int IMAGES = 16;
    private static final PrecisionSet SET = PrecisionSet.parse("4,8");
    private static final Precision PRECISION = new Precision(4);
    private static final ThreatModel THREAT = new ThreatModel(Ball.LINF, 4);
    private static final int STEPS = 30;

    private final WorkerPool pool = new WorkerPool(2);
    private final Workspace workspace = new Workspace(pool, new Arena());
    private final SmallNetwork network =
            new SmallNetwork(new QuantisedParts(NormKind.SWITCHABLE, SET, Numerics.DIRECT), 5);
    private final BatchLoader loader = Images.seenBy(network, SET, PRECISION, IMAGES, pool);
    private final Batch batch = Images.attacked(loader, Images.ids(IMAGES));

    @AfterEach
    void close() {
        pool.close();
    }

    private DifferentiableModel model(Precision precision) {
        return new PrecisionModel(network, SmallNetwork.CLASSES, precision, workspace);
    }

    private static LossPgd pgd(ThreatModel threat, int steps) {
        return new LossPgd(threat, AscentLoss.CROSS_ENTROPY, steps, threat.epsilon() / 8, 1, Stop.NEVER);
    }

    private static Audited<DifferentiableModel> honest() {
        return (threat, effort) -> pgd(threat, STEPS * effort);
    }

    private List<Flag> audit(DifferentiableModel model, Audited<DifferentiableModel> audited) {
        return audit(model, audited, surrogates(PRECISION));
    }

    private List<Flag> audit(
            DifferentiableModel model,
            Audited<DifferentiableModel> audited,
            SortedMap<String, DifferentiableModel> surrogates) {
        Rivals<DifferentiableModel> rivals =
                new Rivals<>(audited.at(THREAT, 1), new Square(THREAT, 300, Stop.WHEN_FOOLED), surrogates);
        return Audit.of(model, audited, rivals, THREAT, batch, new AttackKeys(1, 0, PRECISION), workspace);
    }

    private SortedMap<String, DifferentiableModel> surrogates(Precision precision) {
        SortedMap<String, DifferentiableModel> surrogates = new TreeMap<>();
        for (Backward backward : List.of(Backward.CLIPPED, Backward.FULL, Backward.FULL_OWN)) {
            surrogates.put(backward.title(), backward.model(network, SmallNetwork.CLASSES, precision, workspace));
        }
        return surrogates;
    }

    private static Set<Sign> raised(List<Flag> flags) {
        return flags.stream().filter(Flag::raised).map(Flag::sign).collect(Collectors.toSet());
    }

    @Test
    void anHonestEvaluationIsQuiet() {
        List<Flag> flags = audit(model(PRECISION), honest());
        assertThat(raised(flags)).as(flags.toString()).isEmpty();
        Set<Sign> lookedFor = EnumSet.complementOf(EnumSet.of(Sign.PLANTED)); // PlantingTest's
        assertThat(flags).extracting(Flag::sign).containsExactlyElementsOf(lookedFor);
        Flag backward = flags.get(Sign.BACKWARD.ordinal());
        assertThat(backward.figures()).containsOnlyKeys("straight through", "clipped", "full", "full-own");
    }

    @Test
    void anHonestEvaluationOfAMixtureIsQuiet() {
        List<Flag> flags = audit((threat, effort) ->
                new ExactEot(threat, ExpectedLoss.MEAN_CROSS_ENTROPY, STEPS * effort, 1, Stop.NEVER));
        assertThat(raised(flags)).as(flags.toString()).isEmpty();
    }

    private List<Flag> audit(Audited<Mixture> audited) {
        Mixture mixture = Mixture.uniform(List.of(model(PRECISION), model(new Precision(8))));
        AttackKeys keys = new AttackKeys(1, 0, AttackKeys.MIXTURE);
        return Audit.of(mixture, audited, rivals(audited, 300), THREAT, batch, keys, workspace);
    }

    private static Rivals<Mixture> rivals(Audited<Mixture> audited, int queries) {
        return new Rivals<>(audited.at(THREAT, 1), new SquareOnMixture(THREAT, queries), new TreeMap<>());
    }

    /** Floats end where a soft-max is sure. */
    @Test
    void aHugeScaleOfLogits() {
        assertThat(raised(audit(new Scaled(model(PRECISION), 1e6f), honest()))).contains(Sign.GRADIENTS);
    }

    @Test
    void aQuantiserThatPassesNoGradient() {
        DifferentiableModel blind = new Changed(model(PRECISION), dx -> dx.fill(0), logits -> {});
        assertThat(raised(audit(blind, honest())))
                .contains(Sign.GRADIENTS, Sign.BACKWARD, Sign.EPSILON, Sign.REACHABLE);
        assertThat(raised(audit(blind, honest(), new TreeMap<>()))).doesNotContain(Sign.BACKWARD);
    }

    /** One surrogate of several is enough: the others do no better. */
    @Test
    void aStraightThroughGradientThatPointsTheOtherWay() {
        DifferentiableModel straight = model(PRECISION);
        DifferentiableModel misled = new Changed(straight, AuditTest::reverse, logits -> {});
        SortedMap<String, DifferentiableModel> surrogates = new TreeMap<>();
        surrogates.put("clipped", misled);
        surrogates.put("full", new SurrogateModel(misled, straight, workspace));
        surrogates.put("full-own", misled);
        List<Flag> flags = audit(misled, honest(), surrogates);
        assertThat(raised(flags)).as(flags.toString()).contains(Sign.BACKWARD);
    }

    /** Surrogates that lead nowhere say nothing against a gradient that does not. */
    @Test
    void surrogatesThatDoWorseAreNoSign() {
        SortedMap<String, DifferentiableModel> surrogates = new TreeMap<>();
        surrogates.put("full", new Changed(model(PRECISION), AuditTest::reverse, logits -> {}));
        List<Flag> flags = audit(model(PRECISION), honest(), surrogates);
        assertThat(raised(flags)).as(flags.toString()).isEmpty();
        SortedMap<String, Double> figures = flags.get(Sign.BACKWARD.ordinal()).figures();
        assertThat(figures.get("full")).isGreaterThan(figures.get("straight through") + 0.1);
    }

    @Test
    void aMixtureIsComparedWithItsSurrogates() {
        Mixture straight = Mixture.uniform(List.of(model(PRECISION), model(new Precision(8))));
        Mixture misled = Mixture.uniform(straight.members().stream()
                .map(member -> new Changed(member, AuditTest::reverse, logits -> {}))
                .toList());
        Audited<Mixture> audited = (threat, effort) ->
                new ExactEot(threat, ExpectedLoss.MEAN_CROSS_ENTROPY, STEPS * effort, 1, Stop.NEVER);
        Rivals<Mixture> rivals = new Rivals<>(
                audited.at(THREAT, 1), new SquareOnMixture(THREAT, 10), new TreeMap<>(Map.of("full", straight)));
        AttackKeys keys = new AttackKeys(1, 0, AttackKeys.MIXTURE);
        List<Flag> flags = Audit.of(misled, audited, rivals, THREAT, batch, keys, workspace);
        assertThat(raised(flags)).as(flags.toString()).contains(Sign.BACKWARD);
    }

    private static void reverse(Tensor dx) {
        for (int i = 0; i < dx.elements(); i++) {
            dx.set(i, -dx.get(i));
        }
    }

    /** The random start is returned: it moves, and finds no more than chance does. */
    @Test
    void noSteps() {
        Audited<DifferentiableModel> start = (threat, effort) -> new Toy(threat, (model, batch, keys, shown) -> {
            float[] std = batch.normalisation().std();
            float[] lower = batch.normalisation().lower();
            float[] upper = batch.normalisation().upper();
            RandomStream noise = new RandomStream(keys.of(0, 0));
            for (int i = 0; i < shown.elements(); i++) {
                int c = i / Shape.LANES % std.length;
                float moved = batch.x().get(i) + noise.uniform(-threat.epsilon(), threat.epsilon()) / 255 / std[c];
                shown.set(i, Math.clamp(moved, lower[c], upper[c]));
            }
        });
        List<Flag> flags = audit(model(PRECISION), start);
        assertThat(raised(flags))
                .as(flags.toString())
                .contains(Sign.EPSILON, Sign.REACHABLE)
                .doesNotContain(Sign.CLEAN_RETURNED);
    }

    @Test
    void gradientsThatAreNoNumbers() {
        DifferentiableModel broken = new Changed(model(PRECISION), dx -> dx.set(0, Float.NaN), logits -> {});
        List<Flag> flags = audit(broken, honest());
        assertThat(flags.get(Sign.GRADIENTS.ordinal()).figures()).containsEntry("not finite", 1.0);
        assertThat(raised(flags)).contains(Sign.GRADIENTS);
    }

    /** Gradients that point the other way. */
    @Test
    void queriesThatDoBetterThanGradients() {
        LinearCases cases = LinearCases.random(3, 40, 5);
        DifferentiableModel masked = new Changed(cases.model(), AuditTest::reverse, logits -> {});
        List<Flag> flags = Audit.of(
                masked,
                honest(),
                new Rivals<>(pgd(THREAT, STEPS), new Square(THREAT, 100, Stop.WHEN_FOOLED), new TreeMap<>()),
                THREAT,
                cases.batch(),
                new AttackKeys(1, 0, PRECISION),
                workspace);
        assertThat(raised(flags)).as(flags.toString()).contains(Sign.BLACK_BOX);
    }

    /** By themselves queries do worse; together with gradients, better than these alone. */
    @Test
    void queriesThatFindWhatGradientsDoNot() {
        Audited<DifferentiableModel> half = (threat, effort) -> new Toy(threat, (model, batch, keys, shown) -> {
            pgd(threat, STEPS).perturb(model, batch, keys, workspace, shown);
            leave(batch, shown, chosen(n -> n % 2 == 1));
        });
        Attack<DifferentiableModel> few = new Toy(THREAT, (model, batch, keys, shown) -> {
            pgd(THREAT, STEPS).perturb(model, batch, keys, workspace, shown);
            leave(batch, shown, chosen(n -> n % 4 != 1));
        });
        List<Flag> flags = Audit.of(
                model(PRECISION),
                half,
                new Rivals<>(half.at(THREAT, 1), few, new TreeMap<>()),
                THREAT,
                batch,
                new AttackKeys(1, 0, PRECISION),
                workspace);
        assertThat(raised(flags)).as(flags.toString()).contains(Sign.BLACK_BOX);
    }

    private static boolean[] chosen(IntPredicate which) {
        boolean[] chosen = new boolean[IMAGES];
        for (int n = 0; n < IMAGES; n++) {
            chosen[n] = which.test(n);
        }
        return chosen;
    }

    @Test
    void tooFewSteps() {
        Audited<DifferentiableModel> hasty = (threat, effort) ->
                new LossPgd(threat, AscentLoss.CROSS_ENTROPY, 10 * effort, threat.epsilon() / 60, 1, Stop.NEVER);
        assertThat(raised(audit(model(PRECISION), hasty))).contains(Sign.INCOMPLETE, Sign.EFFORT);
    }

    @Test
    void aForwardPassThatDraws() {
        RandomStream noise = new RandomStream(RandomKey.of(1, Purpose.EMBEDDED_DATA));
        DifferentiableModel drawing = new Changed(model(PRECISION), dx -> {}, logits -> {
            for (int i = 0; i < logits.elements(); i++) {
                logits.set(i, logits.get(i) + 0.01f * noise.gaussian());
            }
        });
        assertThat(raised(audit(drawing, honest()))).contains(Sign.UNSTABLE);
    }

    @Test
    void aForwardPassThatSeldomDraws() {
        AtomicInteger passes = new AtomicInteger();
        DifferentiableModel fifth = new Changed(model(PRECISION), dx -> {}, logits -> {
            if (passes.incrementAndGet() % 5 == 0) {
                logits.set(0, logits.get(0) + 1);
            }
        });
        assertThat(Defender.of(fifth).unstable(batch.x())).isEqualTo(1);
        assertThat(Defender.of(model(PRECISION)).unstable(batch.x())).isZero();
    }

    @Test
    void cleanImagesInPlaceOfFailures() {
        Audited<DifferentiableModel> published = (threat, effort) -> new Toy(threat, (model, batch, keys, shown) -> {
            pgd(threat, STEPS * effort).perturb(model, batch, keys, workspace, shown);
            leave(batch, shown, correct(model, shown));
        });
        assertThat(raised(audit(model(PRECISION), published))).containsExactly(Sign.CLEAN_RETURNED);
    }

    /** It shows the worse half of its way. */
    @Test
    void successesThatAreNotReturned() {
        Audited<DifferentiableModel> forgetful = (threat, effort) -> new Toy(threat, (model, batch, keys, shown) -> {
            pgd(threat, STEPS * effort).perturb(model, batch, keys, workspace, shown);
            boolean[] fooled = correct(model, shown);
            for (int n = 0; n < fooled.length; n++) {
                fooled[n] = !fooled[n];
            }
            leave(batch, shown, fooled);
        });
        assertThat(raised(audit(model(PRECISION), forgetful))).contains(Sign.SILENT_SUCCESS);
    }

    @Test
    void resultsBeyondEpsilon() {
        Audited<DifferentiableModel> greedy = (threat, effort) -> new Toy(
                threat,
                (model, batch, keys, shown) -> pgd(
                                new ThreatModel(Ball.LINF, Math.min(255, 1.1f * threat.epsilon())), STEPS)
                        .perturb(model, batch, keys, workspace, shown));
        assertThat(raised(audit(model(PRECISION), greedy))).contains(Sign.OVER_BUDGET);
    }

    /** The expectation by one draw an image is the gradient of one member, and the other one stays right. */
    @Test
    void anExpectationByOneDraw() {
        LinearCases one = LinearCases.random(2, 60, 3);
        LinearModel other = LinearCases.random(2, 1, 4).model();
        int[] agreed = IntStream.range(0, 60)
                .filter(n -> correct(other, one.batch().x(), one.batch().labels())[n])
                .toArray();
        Batch both = one.batch().at(agreed, new Workspace(pool, new Arena()));
        Audited<Mixture> oneDraw = (threat, effort) -> effort > 1
                ? new ExactEot(threat, ExpectedLoss.MEAN_CROSS_ENTROPY, STEPS, 1, Stop.NEVER)
                : new OneMember(threat);
        List<Flag> flags = Audit.of(
                Mixture.uniform(List.of(one.model(), other)),
                oneDraw,
                rivals(oneDraw, 10),
                THREAT,
                both,
                new AttackKeys(1, 0, AttackKeys.MIXTURE),
                workspace);
        assertThat(raised(flags)).as(flags.toString()).contains(Sign.EFFORT);
    }

    private static boolean[] correct(DifferentiableModel model, Tensor x, int[] labels) {
        Tensor logits = Tensor.zeros(Shape.lanes(labels.length, 1, 1, model.classes()));
        model.logits(x, logits);
        return Classification.correct(logits, labels);
    }

    private boolean[] correct(DifferentiableModel model, Tensor x) {
        return correct(model, x, batch.labels());
    }

    /** Leaves some images clean. */
    private void leave(Batch batch, Tensor shown, boolean[] chosen) {
        int[] left = IntStream.range(0, chosen.length).filter(n -> chosen[n]).toArray();
        ImageLanes.scatter(pool, batch.x(), left, shown, left);
    }

    /** Logits so many times as large. */
    private record Scaled(DifferentiableModel model, float factor) implements DifferentiableModel {
        @Override
        public int classes() {
            return model.classes();
        }

        @Override
        public void logits(Tensor x, Tensor logits) {
            model.logits(x, logits);
            scale(logits);
        }

        @Override
        public void gradient(Tensor x, int[] labels, LogitLoss loss, Tensor logits, Tensor dx) {
            model.gradient(x, labels, of(loss), logits, dx);
            scale(logits);
        }

        private LogitLoss of(LogitLoss loss) {
            return new LogitLoss() {
                @Override
                public void losses(Tensor logits, int[] labels, float[] losses) {
                    loss.losses(scaled(logits), labels, losses);
                }

                @Override
                public int gradient(Tensor logits, int[] labels, Tensor dlogits) {
                    int count = loss.gradient(scaled(logits), labels, dlogits);
                    scale(dlogits);
                    return count;
                }

                @Override
                public LogitLoss at(int[] positions) {
                    return of(loss.at(positions));
                }
            };
        }

        private Tensor scaled(Tensor logits) {
            Tensor copy = Tensor.zeros(logits.shape());
            copy.copyFrom(logits);
            scale(copy);
            return copy;
        }

        private void scale(Tensor values) {
            for (int i = 0; i < values.elements(); i++) {
                values.set(i, factor * values.get(i));
            }
        }
    }

    /** Something done to gradients, or to logits. */
    private record Changed(DifferentiableModel model, Change gradients, Change answers) implements DifferentiableModel {
        private interface Change {
            void apply(Tensor values);
        }

        @Override
        public int classes() {
            return model.classes();
        }

        @Override
        public void logits(Tensor x, Tensor logits) {
            model.logits(x, logits);
            answers.apply(logits);
        }

        @Override
        public void gradient(Tensor x, int[] labels, LogitLoss loss, Tensor logits, Tensor dx) {
            model.gradient(x, labels, loss, logits, dx);
            answers.apply(logits);
            gradients.apply(dx);
        }
    }

    private interface Perturbation {
        void apply(DifferentiableModel model, Batch batch, AttackKeys keys, Tensor shown);
    }

    private record Toy(ThreatModel threat, Perturbation perturbation) implements Attack<DifferentiableModel> {
        @Override
        public String name() {
            return "toy";
        }

        @Override
        public int id() {
            return 2;
        }

        @Override
        public SortedMap<String, String> parameters() {
            return new TreeMap<>();
        }

        @Override
        public GradientFindings perturb(
                DifferentiableModel model, Batch batch, AttackKeys keys, Workspace workspace, Tensor adversarial) {
            perturbation.apply(model, batch, keys, adversarial);
            return new GradientFindings();
        }
    }

    /** Follows the first member alone. */
    private record OneMember(ThreatModel threat) implements Attack<Mixture> {
        @Override
        public String name() {
            return "one draw";
        }

        @Override
        public int id() {
            return 3;
        }

        @Override
        public SortedMap<String, String> parameters() {
            return new TreeMap<>();
        }

        @Override
        public GradientFindings perturb(
                Mixture mixture, Batch batch, AttackKeys keys, Workspace workspace, Tensor adversarial) {
            AttackKeys drawn = new AttackKeys(keys.seed(), 2, PRECISION);
            return pgd(threat, STEPS).perturb(mixture.members().getFirst(), batch, drawn, workspace, adversarial);
        }
    }
}
