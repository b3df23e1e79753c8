package doublewin.dwq.audit;

import doublewin.dwq.attack.Attack;
import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.attack.ImageValues;
import doublewin.dwq.attack.Mixture;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Workspace;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Looks for all {@link Sign}s in one attack on one model, or on a mixture. Attacks that are watched on their way must not
 * leave images out, as those with {@link doublewin.dwq.attack.Stop#NEVER} do not; of others two signs are not looked for.
 *
 * @param <M> what is attacked
 */
public final class Audit<M> {
    private static final double BRIGHTEST = 255.0;
    private static final int MORE = 4;
    private static final double POINT = 0.01;
    private static final double BLACK_BOX_GAIN = 0.002;
    private static final double LATE_RISE = 0.05;
    private static final float HALF = 127.5f;

    private final M target;
    private final Defender defender;
    private final Audited<M> audited;
    private final Rivals<M> rivals;
    private final ThreatModel threat;
    private final Batch batch;
    private final long seed;
    private final int keyTarget;
    private final Workspace workspace;
    private final List<Flag> flags = new ArrayList<>();

    private Audit(
            M target,
            Defender defender,
            Audited<M> audited,
            Rivals<M> rivals,
            ThreatModel threat,
            Batch batch,
            AttackKeys keys,
            Workspace workspace) {
        this.target = target;
        this.defender = defender;
        this.audited = audited;
        this.rivals = rivals;
        this.threat = threat;
        this.batch = batch;
        this.seed = keys.seed();
        this.keyTarget = keys.target();
        this.workspace = workspace;
    }

    /**
     * Audits an attack on one model.
     *
     * @param rivals whom it is compared with
     * @param threat at which robustness is claimed
     * @param keys of any attack on the model; each attack gets its own
     */
    public static List<Flag> of(
            DifferentiableModel model,
            Audited<DifferentiableModel> audited,
            Rivals<DifferentiableModel> rivals,
            ThreatModel threat,
            Batch batch,
            AttackKeys keys,
            Workspace workspace) {
        Audit<DifferentiableModel> audit =
                new Audit<>(model, Defender.of(model), audited, rivals, threat, batch, keys, workspace);
        WatchedModel watched = new WatchedModel(model, batch.labels());
        Result result = audit.run(audited.at(threat, 1), watched);
        audit.onTheWay(watched, result);
        return audit.flags(result);
    }

    /**
     * Audits an attack on a mixture, which is not watched on its way.
     *
     * @param rivals whom it is compared with
     * @param threat at which robustness is claimed
     * @param keys of any attack on the mixture; each attack gets its own
     */
    public static List<Flag> of(
            Mixture mixture,
            Audited<Mixture> audited,
            Rivals<Mixture> rivals,
            ThreatModel threat,
            Batch batch,
            AttackKeys keys,
            Workspace workspace) {
        Audit<Mixture> audit =
                new Audit<>(mixture, Defender.of(mixture), audited, rivals, threat, batch, keys, workspace);
        return audit.flags(audit.run(audited.at(threat, 1), mixture));
    }

    /** What an attack made. */
    private record Result(Tensor shown, double[] accuracy, GradientFindings findings) {
        double mean() {
            return Audit.mean(accuracy);
        }
    }

    private Result run(Attack<? super M> attack, M against) {
        workspace.arena().reset();
        Tensor shown = Tensor.zeros(batch.x().shape());
        AttackKeys keys = new AttackKeys(seed, attack.id(), keyTarget);
        GradientFindings findings = attack.perturb(against, batch, keys, workspace, shown);
        return new Result(shown, defender.accuracy(shown, batch.labels()), findings);
    }

    private void add(Sign sign, boolean raised, Object... figures) {
        TreeMap<String, Double> named = new TreeMap<>();
        for (int i = 0; i < figures.length; i += 2) {
            named.put((String) figures[i], ((Number) figures[i + 1]).doubleValue());
        }
        flags.add(new Flag(sign, raised, named));
    }

    /** Where each image is shown as the attack made it that suits. */
    private static double[] least(double[] one, double[] other) {
        double[] least = new double[one.length];
        Arrays.setAll(least, n -> Math.min(one[n], other[n]));
        return least;
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private int count(IntPredicate chosen) {
        return (int) IntStream.range(0, batch.images().length).filter(chosen).count();
    }

    private void onTheWay(WatchedModel watched, Result result) {
        if (!watched.isWhole()) {
            return;
        }
        int silent = count(n -> watched.wasFooled(n) && result.accuracy[n] > 0);
        add(Sign.SILENT_SUCCESS, silent > 0, "images", silent);
        double[] lateRises = new double[batch.images().length];
        Arrays.setAll(lateRises, watched::lateRise);
        double late = mean(lateRises);
        add(Sign.INCOMPLETE, late > LATE_RISE, "late share of the rise", late);
    }

    private List<Flag> flags(Result result) {
        double[] clean = defender.accuracy(batch.x(), batch.labels());
        int vanished = count(n -> result.findings.vanished(n));
        int notFinite = count(n -> result.findings.notFinite(n));
        add(Sign.GRADIENTS, vanished + notFinite > 0, "vanished", vanished, "not finite", notFinite);
        int unstable = defender.unstable(batch.x()) + defender.unstable(result.shown);
        add(Sign.UNSTABLE, unstable > 0, "images", unstable);
        int beyond = count(n -> threat.isExceeded(batch, result.shown, n));
        add(Sign.OVER_BUDGET, beyond > 0, "images", beyond);
        int same = count(
                n -> clean[n] > 0 && Arrays.equals(ImageValues.read(batch.x(), n), ImageValues.read(result.shown, n)));
        add(Sign.CLEAN_RETURNED, same > 0, "images", same);
        double accuracy = result.mean();
        double[] byGradients = least(result.accuracy, run(rivals.gradients(), target).accuracy);
        double[] byBoth = least(byGradients, run(rivals.queries(), target).accuracy);
        boolean queriesGain = mean(byBoth) < mean(byGradients) - BLACK_BOX_GAIN;
        add(Sign.BLACK_BOX, queriesGain, "gradients", mean(byGradients), "and queries", mean(byBoth));
        backward(accuracy);
        double more = run(audited.at(threat, MORE), target).mean();
        add(Sign.EFFORT, more < accuracy - POINT, "usual", accuracy, "more", more);
        double farther = run(audited.at(wider(2 * threat.epsilon()), 1), target).mean();
        add(Sign.EPSILON, accuracy > 0 && farther >= accuracy, "once", accuracy, "twice", farther);
        if (threat.ball() == Ball.LINF) {
            double half = run(audited.at(wider(HALF), 1), target).mean();
            double grey = mean(defender.accuracy(grey(), batch.labels()));
            add(Sign.REACHABLE, half > grey, "accuracy", half, "class of grey", grey);
        }
        flags.sort((a, b) -> a.sign().compareTo(b.sign()));
        return List.copyOf(flags);
    }

    /** The audited attack from the same starts, with the gradients of surrogates. */
    private void backward(double accuracy) {
        List<Object> figures = new ArrayList<>(List.of("straight through", accuracy));
        double least = accuracy;
        for (Map.Entry<String, M> surrogate : rivals.surrogates().entrySet()) {
            double found = run(audited.at(threat, 1), surrogate.getValue()).mean();
            figures.addAll(List.of(surrogate.getKey(), found));
            least = Math.min(least, found);
        }
        if (!rivals.surrogates().isEmpty()) {
            add(Sign.BACKWARD, least < accuracy - POINT, figures.toArray());
        }
    }

    private ThreatModel wider(float epsilon) {
        return new ThreatModel(threat.ball(), Math.min(epsilon, (float) BRIGHTEST));
    }

    private Tensor grey() {
        Tensor grey = Tensor.zeros(batch.x().shape());
        float[] std = batch.normalisation().std();
        float[] mean = batch.normalisation().mean();
        for (int i = 0; i < grey.elements(); i++) {
            int c = i / Shape.LANES % std.length;
            grey.set(i, (0.5f - mean[c]) / std[c]);
        }
        return grey;
    }
}
