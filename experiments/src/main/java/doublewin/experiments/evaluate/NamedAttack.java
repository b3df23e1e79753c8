package doublewin.experiments.evaluate;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.Attack;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.ExpectedLoss;
import doublewin.dwq.attack.Mixture;
import doublewin.dwq.attack.Stop;
import doublewin.dwq.attack.TargetModel;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.ascent.Apgd;
import doublewin.dwq.attack.ascent.ApgdTargeted;
import doublewin.dwq.attack.ascent.AscentLoss;
import doublewin.dwq.attack.ascent.ExactEot;
import doublewin.dwq.attack.ascent.Fgsm;
import doublewin.dwq.attack.ascent.LossPgd;
import doublewin.dwq.attack.distance.CarliniWagnerInf;
import doublewin.dwq.attack.distance.CarliniWagnerL2;
import doublewin.dwq.attack.distance.FabTargeted;
import doublewin.dwq.attack.distance.OriginalCarliniWagnerInf;
import doublewin.dwq.attack.distance.Reach;
import doublewin.dwq.attack.mixture.Arc;
import doublewin.dwq.attack.mixture.Climb;
import doublewin.dwq.attack.query.BanditConstants;
import doublewin.dwq.attack.query.BanditsTd;
import doublewin.dwq.attack.query.Nes;
import doublewin.dwq.attack.query.PersistentBandits;
import doublewin.dwq.attack.query.Square;
import doublewin.dwq.attack.query.SquareOnMixture;
import doublewin.dwq.attack.suite.AutoAttack;
import doublewin.dwq.attack.suite.CleanOnFailure;
import doublewin.dwq.attack.suite.MixtureSuite;
import doublewin.dwq.evaluate.Crafting;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Attacks that the command line can name, with the constants of their authors. */
public enum NamedAttack {
    /** One step. */
    FGSM(both(), atEach(Fgsm::new)),
    /** 20 steps of a quarter of epsilon on cross-entropy. */
    PGD_CE(both(), atEach(threat -> pgd(threat, AscentLoss.CROSS_ENTROPY))),
    /** The same on the margin. */
    PGD_MARGIN(both(), atEach(threat -> pgd(threat, AscentLoss.MARGIN))),
    /** The same on the margin down to -50: what is usually called CW in the Linf ball. */
    PGD_CW(both(), atEach(threat -> pgd(threat, AscentLoss.CARLINI))),
    /** The same on the difference of logits ratio. */
    PGD_DLR(both(), atEach(threat -> pgd(threat, AscentLoss.RATIO))),
    /** Auto-PGD on cross-entropy. */
    APGD_CE(both(), atEach(threat -> apgd(threat, AscentLoss.CROSS_ENTROPY))),
    /** Auto-PGD on the difference of logits ratio. */
    APGD_DLR(both(), atEach(threat -> apgd(threat, AscentLoss.RATIO))),
    /** Auto-PGD towards each of up to nine classes. */
    APGD_T(both(), atEach(threat -> new ApgdTargeted(threat, Apgd.STEPS, Stop.WHEN_FOOLED))),
    /** Targeted FAB. */
    FAB_T(both(), atEach(threat -> new FabTargeted(threat, FabTargeted.STEPS, Stop.WHEN_FOOLED))),
    /** Square, 5,000 queries. */
    SQUARE(linf(), atEachByAnswers(threat -> new Square(threat, Square.QUERIES, Stop.WHEN_FOOLED))),
    /** AutoAttack's cascade, standard. */
    AUTOATTACK(linf(), atEach(threat -> new AutoAttack(threat, AutoAttack.Version.STANDARD))),
    /** AutoAttack's cascade, plus, but for its untargeted FAB. */
    AUTOATTACK_PLUS(linf(), atEach(threat -> new AutoAttack(threat, AutoAttack.Version.PLUS))),
    /** AutoAttack's cascade, standard, as its authors' code shows it: clean where it fails. Other precisions are then flattered. */
    AUTOATTACK_PUBLISHED(
            linf(), atEach(threat -> new CleanOnFailure(new AutoAttack(threat, AutoAttack.Version.STANDARD)))),
    /** Carlini and Wagner's L2 attack, shortened to epsilon. */
    CW_L2(l2(), atEach(threat -> CarliniWagnerL2.published(threat, Reach.WITHIN_THREAT))),
    /** Carlini and Wagner's Linf attack, shortened to epsilon. */
    CW_INF(linf(), atEach(threat -> OriginalCarliniWagnerInf.published(threat, Reach.WITHIN_THREAT))),
    /** What Double-Win Quant's code calls CW-Inf, shortened to epsilon. */
    CW_INF_DWQ(linf(), atEach(threat -> CarliniWagnerInf.ofDoubleWinQuant(threat, Reach.WITHIN_THREAT))),
    /** The same as Double-Win Quant's code shows it, but within epsilon: clean where it fails. Other precisions are then flattered. */
    CW_INF_DWQ_PUBLISHED(
            linf(),
            atEach(threat -> new CleanOnFailure(CarliniWagnerInf.ofDoubleWinQuant(threat, Reach.WITHIN_THREAT)))),
    /**
     * Bandits-TD, 10,000 queries. In the Linf ball with constants of BlackboxBench, in the L2 ball with our own, after the
     * authors' for larger images: neither were tuned here.
     */
    BANDITS(
            both(),
            atEachByAnswers(threat -> new BanditsTd(threat, constants(threat), BanditsTd.QUERIES, Stop.WHEN_FOOLED))),
    /** NES, 10,000 queries, 50 pairs a step, whose length is our own choice and was not tuned. */
    NES(both(), atEachByAnswers(NamedAttack::nes)),
    /**
     * Bandits as Double-Win Quant's code tries it, which names no constants: these are those of {@link #BANDITS}. A precision
     * that is drawn for each step answers, another is tested after it, and the first that errs is final: a persistent attacker,
     * whose published figure is the share of images that no draw erred on, and not comparable with that of PGD.
     */
    BANDITS_DWQ_PUBLISHED(
            both(), onAllByAnswers(threat -> new PersistentBandits(threat, constants(threat), BanditsTd.QUERIES))),
    /** Exact expectation of the cross-entropy. */
    EOT_MEAN_CE(both(), onAll(threat -> eot(threat, ExpectedLoss.MEAN_CROSS_ENTROPY))),
    /** Cross-entropy of the expected probabilities. */
    EOT_CE_OF_MEAN(both(), onAll(threat -> eot(threat, ExpectedLoss.CROSS_ENTROPY_OF_MEAN))),
    /** Exact expectation of the difference of logits ratio. */
    EOT_MEAN_DLR(both(), onAll(threat -> eot(threat, ExpectedLoss.MEAN_RATIO))),
    /** What precisions that still withstand are away from erring. */
    EOT_DISTANCE(both(), onAll(threat -> eot(threat, ExpectedLoss.REMAINING_DISTANCE))),
    /** ARC over the three nearest classes, in two orders. */
    ARC(both(), onAll(threat -> new Arc(threat, Arc.ITERATIONS, 2, 3))),
    /** Climb in two orders. */
    CLIMB(linf(), onAll(threat -> new Climb(threat, 2, 2))),
    /** Square on the mixture's accuracy, 1,000 queries. */
    SQUARE_ON_MIXTURE(linf(), onAllByAnswers(threat -> new SquareOnMixture(threat, 1000))),
    /** AutoAttack's cascade for random classifiers, with exact means. */
    AUTOATTACK_RAND(both(), onAll(threat -> new MixtureSuite(threat, MixtureSuite.Version.RAND))),
    /** The worst for each image of all attacks on the mixture. */
    WORST_OF_ALL(linf(), onAll(threat -> new MixtureSuite(threat, MixtureSuite.Version.ALL)));

    private static final int PGD_STEPS = 20;
    private static final int PGD_STEP_SHARE = 4;
    private static final int NES_TILES = 32;
    private static final int NES_PAIRS = 50;

    private final Set<Ball> balls;
    private final Maker maker;

    NamedAttack(Set<Ball> balls, Maker maker) {
        this.balls = balls;
        this.maker = maker;
    }

    /**
     * Makes the candidates of an attack.
     *
     * @param byAnswers whether it is content with answers, and asks for no gradients
     * @param craftings the candidates within a threat model, of a network's precisions
     */
    private record Maker(boolean byAnswers, BiFunction<ThreatModel, PrecisionSet, List<Crafting>> craftings) {}

    /** What the command line calls it, such as {@code apgd-t}. */
    public String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it perturbs within a ball. */
    public boolean isFor(Ball ball) {
        return balls.contains(ball);
    }

    /** Whether it asks for gradients; else for answers alone. */
    public boolean asksForGradients() {
        return !maker.byAnswers();
    }

    /** Its candidates: one for each precision, or one for all of them. */
    List<Crafting> craftings(ThreatModel threat, PrecisionSet precisions) {
        return maker.craftings().apply(threat, precisions);
    }

    private static Maker atEach(Function<ThreatModel, Attack<DifferentiableModel>> attack) {
        return new Maker(false, atEachPrecision(attack));
    }

    private static Maker atEachByAnswers(Function<ThreatModel, Attack<TargetModel>> attack) {
        return new Maker(true, atEachPrecision(attack));
    }

    private static BiFunction<ThreatModel, PrecisionSet, List<Crafting>> atEachPrecision(
            Function<ThreatModel, ? extends Attack<? super DifferentiableModel>> attack) {
        return (threat, precisions) -> precisions.asList().stream()
                .map(precision -> (Crafting) new Crafting.AtPrecision(attack.apply(threat), precision))
                .toList();
    }

    private static Maker onAll(Function<ThreatModel, Attack<Mixture>> attack) {
        return new Maker(false, (threat, precisions) -> List.of(new Crafting.OnMixture(attack.apply(threat))));
    }

    private static Maker onAllByAnswers(Function<ThreatModel, Attack<Mixture>> attack) {
        return new Maker(true, onAll(attack).craftings());
    }

    private static BanditConstants constants(ThreatModel threat) {
        return threat.ball() == Ball.LINF
                ? BanditConstants.CIFAR_BLACKBOX_BENCH
                : BanditConstants.cifarL2Untuned(threat.epsilon());
    }

    /** A tile a pixel, and in the L2 ball the step that Bandits-TD has there. */
    private static Nes nes(ThreatModel threat) {
        BanditConstants constants = constants(threat);
        return new Nes(
                threat,
                NES_TILES,
                constants.difference(),
                constants.step(),
                NES_PAIRS,
                BanditsTd.QUERIES,
                Stop.WHEN_FOOLED);
    }

    private static LossPgd pgd(ThreatModel threat, AscentLoss loss) {
        return new LossPgd(threat, loss, PGD_STEPS, threat.epsilon() / PGD_STEP_SHARE, 1, Stop.WHEN_FOOLED);
    }

    private static Apgd apgd(ThreatModel threat, AscentLoss loss) {
        return new Apgd(threat, loss, Apgd.STEPS, 1, Stop.WHEN_FOOLED);
    }

    private static ExactEot eot(ThreatModel threat, ExpectedLoss loss) {
        return new ExactEot(threat, loss, Apgd.STEPS, 1, Stop.NEVER);
    }

    private static Set<Ball> both() {
        return Set.of(Ball.LINF, Ball.L2);
    }

    private static Set<Ball> linf() {
        return Set.of(Ball.LINF);
    }

    private static Set<Ball> l2() {
        return Set.of(Ball.L2);
    }
}
