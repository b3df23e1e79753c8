package doublewin.experiments.evaluate;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.Attack;
import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.ExpectedLoss;
import doublewin.dwq.attack.Stop;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.ascent.Apgd;
import doublewin.dwq.attack.ascent.ApgdTargeted;
import doublewin.dwq.attack.ascent.AscentLoss;
import doublewin.dwq.attack.ascent.ExactEot;
import doublewin.dwq.attack.mixture.Arc;
import doublewin.dwq.attack.mixture.Climb;
import doublewin.dwq.attack.query.Square;
import doublewin.dwq.attack.query.SquareOnMixture;
import doublewin.dwq.attack.suite.AutoAttack;
import doublewin.dwq.evaluate.Columns;
import doublewin.dwq.evaluate.Crafting;
import doublewin.dwq.evaluate.Twin;
import doublewin.experiments.store.RunFolder.Part;
import doublewin.nn.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** How thoroughly a network is attacked: which candidates there are, and of how many images. */
public enum Tier {
    /** Minutes for a small network: to see where it stands. */
    QUICK(
            200,
            "4,8,16",
            Part.OUTCOMES_QUICK,
            Part.EVALUATION_QUICK,
            Part.TABLE_QUICK,
            Part.PICTURE_QUICK,
            Part.EVIDENCE_QUICK) {
        @Override
        void addAtPrecision(ThreatModel threat, Precision precision, List<Crafting> craftings) {
            craftings.add(new Crafting.AtPrecision(new ApgdTargeted(threat, Apgd.STEPS, Stop.NEVER), precision));
            craftings.add(new Crafting.AtPrecision(new Square(threat, FEW_QUERIES, Stop.NEVER), precision));
        }

        @Override
        void addOnMixture(ThreatModel threat, List<Crafting> craftings) {
            addExpectations(threat, Apgd.STEPS, craftings);
            craftings.add(new Crafting.OnMixture(new Arc(threat, Arc.ITERATIONS, 1, NEAR_CLASSES)));
            craftings.add(new Crafting.OnMixture(new Climb(threat, 1, STARTS)));
        }
    },
    /** Hours: what is reported. */
    STANDARD(
            1000,
            "4..16",
            Part.OUTCOMES_STANDARD,
            Part.EVALUATION_STANDARD,
            Part.TABLE_STANDARD,
            Part.PICTURE_STANDARD,
            Part.EVIDENCE_STANDARD) {
        @Override
        void addAtPrecision(ThreatModel threat, Precision precision, List<Crafting> craftings) {
            if (CASCADE_BITS.contains(precision.bits())) {
                craftings.add(new Crafting.AtPrecision(new AutoAttack(threat, AutoAttack.Version.STANDARD), precision));
            }
        }

        @Override
        void addOnMixture(ThreatModel threat, List<Crafting> craftings) {
            addExpectations(threat, FEW_STEPS, craftings);
            craftings.add(new Crafting.OnMixture(new Arc(threat, Arc.ITERATIONS, 2, NEAR_CLASSES)));
            craftings.add(new Crafting.OnMixture(new Climb(threat, 2, STARTS)));
            craftings.add(new Crafting.OnMixture(new SquareOnMixture(threat, FEW_QUERIES)));
        }
    },
    /** Days: every attack at every precision. */
    FULL(
            10_000,
            "4..16",
            Part.OUTCOMES_FULL,
            Part.EVALUATION_FULL,
            Part.TABLE_FULL,
            Part.PICTURE_FULL,
            Part.EVIDENCE_FULL) {
        @Override
        void addAtPrecision(ThreatModel threat, Precision precision, List<Crafting> craftings) {
            craftings.add(new Crafting.AtPrecision(new AutoAttack(threat, AutoAttack.Version.STANDARD), precision));
        }

        @Override
        void addOnMixture(ThreatModel threat, List<Crafting> craftings) {
            addExpectations(threat, Apgd.STEPS, craftings);
            craftings.add(new Crafting.OnMixture(new Arc(threat, Arc.ITERATIONS, 4, ALL_CLASSES)));
            craftings.add(new Crafting.OnMixture(new Climb(threat, 4, STARTS)));
            craftings.add(new Crafting.OnMixture(new SquareOnMixture(threat, FEW_QUERIES)));
        }
    };

    private static final List<Integer> CASCADE_BITS = List.of(4, 6, 8, 12, 16);
    private static final int FEW_QUERIES = 1000;
    private static final int FEW_STEPS = 30;
    private static final int NEAR_CLASSES = 3;
    private static final int ALL_CLASSES = 9;
    private static final int STARTS = 2;

    private final int images;
    private final String precisions;
    private final Part outcomes;
    private final Part evaluation;
    private final Part table;
    private final Part picture;
    private final Part evidence;

    Tier(int images, String precisions, Part outcomes, Part evaluation, Part table, Part picture, Part evidence) {
        this.images = images;
        this.precisions = precisions;
        this.outcomes = outcomes;
        this.evaluation = evaluation;
        this.table = table;
        this.picture = picture;
        this.evidence = evidence;
    }

    /** What the command line and results call it. */
    public String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** How many of the first test images are used, unless the user asks otherwise. */
    public int images() {
        return images;
    }

    /** Precisions of inference and attacks, unless the user asks otherwise. */
    public String precisions() {
        return precisions;
    }

    /** Where its outcomes are kept. */
    public Part outcomes() {
        return outcomes;
    }

    /** Where its figures are written. */
    public Part evaluation() {
        return evaluation;
    }

    /** Where its figures are written as a table. */
    public Part table() {
        return table;
    }

    /** Where its figures are drawn. */
    public Part picture() {
        return picture;
    }

    /** Where its worst images are kept. */
    public Part evidence() {
        return evidence;
    }

    /** The attack that is aimed at each precision and never stops: what uniform attackers draw from. */
    static Apgd map(ThreatModel threat) {
        return new Apgd(threat, AscentLoss.CROSS_ENTROPY, Apgd.STEPS, 1, Stop.NEVER);
    }

    /** How all candidates are made. */
    List<Crafting> craftings(ThreatModel threat, PrecisionSet set) {
        List<Crafting> craftings = new ArrayList<>();
        for (Precision precision : set.asList()) {
            craftings.add(new Crafting.AtPrecision(map(threat), precision));
        }
        for (Precision precision : set.asList()) {
            addAtPrecision(threat, precision, craftings);
        }
        addOnMixture(threat, craftings);
        for (Twin twin : Columns.withTwins(set).twins()) {
            craftings.add(on(twin, new Apgd(threat, AscentLoss.CROSS_ENTROPY, Apgd.STEPS, 1, Stop.WHEN_FOOLED)));
            craftings.add(on(twin, new ApgdTargeted(threat, FEW_STEPS, Stop.WHEN_FOOLED)));
        }
        return craftings;
    }

    private static Crafting on(Twin twin, Attack<? super DifferentiableModel> attack) {
        return switch (twin) {
            case ENSEMBLE -> new Crafting.OnEnsemble(attack);
            case FULL_PRECISION -> new Crafting.AtPrecision(attack, Precision.FULL);
        };
    }

    abstract void addAtPrecision(ThreatModel threat, Precision precision, List<Crafting> craftings);

    abstract void addOnMixture(ThreatModel threat, List<Crafting> craftings);

    private static void addExpectations(ThreatModel threat, int steps, List<Crafting> craftings) {
        Stream.of(
                        ExpectedLoss.MEAN_CROSS_ENTROPY,
                        ExpectedLoss.CROSS_ENTROPY_OF_MEAN,
                        ExpectedLoss.MEAN_RATIO,
                        ExpectedLoss.REMAINING_DISTANCE)
                .map(loss -> new ExactEot(threat, loss, steps, 1, Stop.NEVER))
                .forEach(attack -> craftings.add(new Crafting.OnMixture(attack)));
    }
}
