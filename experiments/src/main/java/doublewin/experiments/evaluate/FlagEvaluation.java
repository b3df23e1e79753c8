package doublewin.experiments.evaluate;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.Attack;
import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Backward;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.ExpectedLoss;
import doublewin.dwq.attack.Mixture;
import doublewin.dwq.attack.PrecisionModel;
import doublewin.dwq.attack.Stop;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Workspace;
import doublewin.dwq.attack.ascent.Apgd;
import doublewin.dwq.attack.ascent.ApgdTargeted;
import doublewin.dwq.attack.ascent.AscentLoss;
import doublewin.dwq.attack.ascent.ExactEot;
import doublewin.dwq.attack.mixture.Climb;
import doublewin.dwq.attack.query.Square;
import doublewin.dwq.attack.query.SquareOnMixture;
import doublewin.dwq.audit.Audit;
import doublewin.dwq.audit.Audited;
import doublewin.dwq.audit.Flag;
import doublewin.dwq.audit.Planting;
import doublewin.dwq.audit.Rivals;
import doublewin.engine.tensor.Arena;
import doublewin.experiments.config.Settings;
import doublewin.experiments.findings.FlagFigures;
import doublewin.experiments.findings.FlagTable;
import doublewin.experiments.store.Json;
import doublewin.experiments.store.Origin;
import doublewin.experiments.store.ResultNode;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunFolder.Part;
import doublewin.experiments.store.TransferFiles;
import doublewin.experiments.work.StoppedException;
import doublewin.experiments.work.Workshop;
import doublewin.nn.FeatureNetwork;
import doublewin.nn.Precision;
import doublewin.nn.data.ImageSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Audits the attacks that evaluations of a run stand on: APGD on cross-entropy at each precision, and the exact
 * expectation on the mixture of all. Images are few, and seen at once.
 */
public final class FlagEvaluation {
    private static final int QUERIES = 1000;
    private static final int STARTS = 2;
    private static final String STOPPED = "stopped; nothing is kept of flags, the same command looks for them again";

    private final ThreatModel threat;
    private final PrecisionSet precisions;
    private final long seed;
    private final Workspace workspace;
    private final Batch batch;
    private final List<PrecisionModel> models;
    private final List<PrecisionModel> features;
    /** The network at each precision by the backward passes that are not straight through. */
    private final Map<Backward, List<DifferentiableModel>> others = new EnumMap<>(Backward.class);

    private FlagEvaluation(TrainedNetwork trained, ImageSource images, Workshop workshop) {
        Settings settings = trained.settings();
        threat = settings.evaluation().attack().threat();
        precisions = settings.evaluation().precisions();
        seed = settings.seed();
        workspace = new Workspace(workshop.pool(), new Arena());
        batch = Batch.of(
                settings.data().spec().loader(images),
                IntStream.range(0, images.size()).toArray());
        int classes = settings.data().spec().classNames().size();
        FeatureNetwork bare = settings.network().features(settings.data().spec(), trained.network());
        models = each(precision -> new PrecisionModel(trained.network(), classes, precision, workspace));
        features = each(precision -> new PrecisionModel(bare.layer(), bare.features(), precision, workspace));
        for (Backward backward : EnumSet.complementOf(EnumSet.of(Backward.UNCLIPPED))) {
            others.put(backward, each(precision -> backward.model(trained.network(), classes, precision, workspace)));
        }
    }

    private <T> List<T> each(Function<Precision, T> made) {
        return precisions.asList().stream().map(made).toList();
    }

    /**
     * What was looked for in one attack.
     *
     * @param against what it is aimed at, such as {@code 8 bit}
     * @param attack its name
     * @param flags all that were looked for
     */
    public record AuditedAttack(String against, String attack, List<Flag> flags) {}

    /**
     * Looks for all flags, and writes {@code flags.json} and {@code flags.csv} into the run's folder.
     *
     * @param images all test images to use
     * @throws StoppedException when the user asked to stop
     * @throws IOException if something can't be written; the message is for the user
     */
    public static List<AuditedAttack> run(TrainedNetwork trained, ImageSource images, Workshop workshop)
            throws IOException {
        FlagEvaluation evaluation = new FlagEvaluation(trained, images, workshop);
        int count = evaluation.precisions.size();
        List<AuditedAttack> audits = new ArrayList<>();
        workshop.progress().start("looking", "attacks", 0, count + 1);
        try {
            for (int q = 0; q < count; q++) {
                audits.add(evaluation.atPrecision(q));
                workshop.progress().update(audits.size(), "");
                if (workshop.stop().getAsBoolean()) {
                    throw new StoppedException(STOPPED);
                }
            }
            audits.add(evaluation.onMixture());
            workshop.progress().update(audits.size(), "");
        } finally {
            workshop.progress().end();
        }
        write(trained.run(), evaluation.tree(audits, trained, images));
        return audits;
    }

    /** The same figures as JSON and as a table. */
    private static void write(RunFolder run, ObjectNode tree) throws IOException {
        FlagFigures figures = FlagFigures.of(ResultNode.of(run.file(Part.FLAGS), tree));
        run.write(Part.FLAGS, Json.bytes(tree));
        run.write(Part.FLAGS_CSV, FlagTable.csv(figures));
    }

    private AuditedAttack atPrecision(int position) {
        Precision precision = precisions.get(position);
        AttackKeys keys = new AttackKeys(seed, 0, precision);
        Rivals<DifferentiableModel> rivals = new Rivals<>(
                new ApgdTargeted(threat, Apgd.STEPS, Stop.WHEN_FOOLED),
                new Square(threat, QUERIES, Stop.WHEN_FOOLED),
                surrogates(members -> members.get(position)));
        List<Flag> flags = new ArrayList<>(
                Audit.of(models.get(position), FlagEvaluation::apgd, rivals, threat, batch, keys, workspace));
        flags.add(Planting.flag(features.get(position), apgd(threat, 1), batch, keys, workspace));
        return new AuditedAttack(precision.toString(), apgd(threat, 1).name(), flags);
    }

    private AuditedAttack onMixture() {
        AttackKeys keys = new AttackKeys(seed, 0, AttackKeys.MIXTURE);
        Audited<Mixture> expectation = FlagEvaluation::expectation;
        Rivals<Mixture> rivals = new Rivals<>(
                new Climb(threat, 1, STARTS), new SquareOnMixture(threat, QUERIES), surrogates(Mixture::uniform));
        List<Flag> flags = Audit.of(Mixture.uniform(models), expectation, rivals, threat, batch, keys, workspace);
        return new AuditedAttack(
                "the mixture of " + precisions, expectation(threat, 1).name(), flags);
    }

    private <M> SortedMap<String, M> surrogates(Function<List<DifferentiableModel>, M> choice) {
        SortedMap<String, M> surrogates = new TreeMap<>();
        others.forEach((backward, members) -> surrogates.put(backward.title(), choice.apply(members)));
        return surrogates;
    }

    private static Attack<? super DifferentiableModel> apgd(ThreatModel threat, int effort) {
        int each = timesEach(effort);
        return new Apgd(threat, AscentLoss.CROSS_ENTROPY, Apgd.STEPS * each, each, Stop.NEVER);
    }

    private static Attack<? super Mixture> expectation(ThreatModel threat, int effort) {
        int each = timesEach(effort);
        return new ExactEot(threat, ExpectedLoss.MEAN_CROSS_ENTROPY, Apgd.STEPS * each, each, Stop.NEVER);
    }

    /** More work is more steps from more starts: either alone may be what the usual effort lacks. */
    private static int timesEach(int effort) {
        return (int) Math.sqrt(effort);
    }

    private ObjectNode tree(List<AuditedAttack> audits, TrainedNetwork trained, ImageSource images) {
        Origin origin = trained.origin(images, "flags", apgd(threat, 1).parameters());
        ObjectNode tree = origin.toTree();
        tree.set("precisions", Json.tree(TransferFiles.bits(precisions)));
        tree.put("images", images.size());
        ArrayNode all = tree.putArray("audits");
        for (AuditedAttack audit : audits) {
            ArrayNode flags = all.addObject()
                    .put("against", audit.against())
                    .put("attack", audit.attack())
                    .putArray("flags");
            for (Flag flag : audit.flags()) {
                ObjectNode node = flags.addObject();
                node.put("flag", flag.sign().name().toLowerCase(Locale.ROOT).replace('_', '-'));
                node.put("raised", flag.raised());
                node.put("title", flag.sign().title());
                node.set("figures", Json.tree(flag.figures()));
                node.put("meaning", flag.sign().words());
            }
        }
        return tree;
    }
}
