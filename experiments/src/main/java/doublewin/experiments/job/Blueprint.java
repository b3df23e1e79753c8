package doublewin.experiments.job;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.PerturbationBudget;
import doublewin.dwq.attack.PgdSettings;
import doublewin.dwq.quant.NormKind;
import doublewin.dwq.quant.QuantisedParts;
import doublewin.dwq.train.TrainingMethod;
import doublewin.dwq.train.TrainingSettings;
import doublewin.experiments.recipe.Settings;
import doublewin.nn.Initialisation;
import doublewin.nn.Layer;
import doublewin.nn.PreActResNet18;
import doublewin.nn.WideResNet;
import doublewin.nn.optimise.CyclicSchedule;
import doublewin.nn.optimise.MultiStepSchedule;
import doublewin.nn.optimise.Schedule;
import java.util.Locale;

/** Turns settings into the things that they describe. */
final class Blueprint {
    private static final int CLASSES = 10;
    private static final double MILESTONE_FACTOR = 0.1;

    private Blueprint() {}

    /** The network, with its first weights. */
    static Layer network(Settings settings) {
        NormKind norm = switch (settings.norm()) {
            case SWITCHABLE -> NormKind.SWITCHABLE;
            case ORDINARY -> NormKind.ORDINARY;
        };
        QuantisedParts parts = new QuantisedParts(norm, trainPrecisions(settings));
        return switch (settings.network()) {
            case WRN -> {
                Layer network = new WideResNet(parts, settings.depth(), settings.width(), CLASSES);
                Initialisation.WIDE_RES_NET.apply(network, settings.seed());
                yield network;
            }
            case PREACTRESNET18 -> {
                Layer network = new PreActResNet18(parts, CLASSES);
                Initialisation.PRE_ACT_RES_NET.apply(network, settings.seed());
                yield network;
            }
        };
    }

    static PrecisionSet trainPrecisions(Settings settings) {
        return PrecisionSet.parse(settings.trainPrecisions());
    }

    static PrecisionSet evaluationPrecisions(Settings settings) {
        return PrecisionSet.parse(settings.evaluationPrecisions());
    }

    static TrainingSettings training(Settings settings) {
        return new TrainingSettings(
                method(settings),
                trainPrecisions(settings),
                settings.batch(),
                settings.epochs(),
                schedule(settings),
                (float) settings.weightDecay(),
                settings.seed());
    }

    private static TrainingMethod method(Settings settings) {
        PerturbationBudget budget = new PerturbationBudget((float) settings.epsilon(), (float) settings.alpha());
        return switch (settings.method()) {
            case PLAIN -> TrainingMethod.plain();
            case FGSM -> TrainingMethod.fgsm(budget);
            case FGSM_RS -> TrainingMethod.fgsmRandomStart(budget);
            case PGD -> TrainingMethod.pgd(settings.steps(), budget);
        };
    }

    private static Schedule schedule(Settings settings) {
        return switch (settings.schedule()) {
            case MULTI_STEP ->
                new MultiStepSchedule(
                        settings.learningRate(), settings.momentum(), settings.milestones(), MILESTONE_FACTOR);
            case CYCLIC -> new CyclicSchedule(settings.learningRate());
        };
    }

    /** The attack of heat map, evaluation and selection. */
    static PgdSettings attack(Settings settings) {
        return new PgdSettings(
                settings.attackSteps(), settings.restarts(), new PerturbationBudget((float) settings.epsilon(), (float)
                        settings.attackAlpha()));
    }

    /** The network's name, such as {@code WRN-16-1}. */
    static String networkName(Settings settings) {
        return switch (settings.network()) {
            case WRN -> "WRN-" + settings.depth() + "-" + settings.width();
            case PREACTRESNET18 -> "PreActResNet18";
        };
    }

    /** How it was trained, such as {@code RPT 4..16 with SBN}. */
    static String trainingName(Settings settings) {
        PrecisionSet precisions = trainPrecisions(settings);
        String trained = precisions.size() > 1
                ? "RPT " + precisions
                : precisions.get(0).isFull() ? "full-precision training" : "training at " + precisions.get(0);
        return trained + (settings.norm() == Settings.Norm.SWITCHABLE ? " with SBN" : "");
    }

    /** The attack's name, such as {@code PGD-20, epsilon 8/255, alpha 2/255}. */
    static String attackName(Settings settings) {
        String restarts = settings.restarts() > 1 ? " x " + settings.restarts() : "";
        return "PGD-" + settings.attackSteps() + restarts + ", epsilon " + shortest(settings.epsilon()) + "/255, alpha "
                + shortest(settings.attackAlpha()) + "/255";
    }

    private static String shortest(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%s", value);
    }
}
