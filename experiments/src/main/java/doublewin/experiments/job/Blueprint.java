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
import doublewin.nn.data.BatchLoader;
import doublewin.nn.data.ImageSet;
import doublewin.nn.data.Normalisation;
import doublewin.nn.optimise.CyclicSchedule;
import doublewin.nn.optimise.MultiStepSchedule;
import doublewin.nn.optimise.Schedule;

/** Turns settings into the things that they describe. */
final class Blueprint {
    private static final int CLASSES = 10;
    private static final double MILESTONE_FACTOR = 0.1;

    private Blueprint() {}

    /** The network, whose weights are still to be loaded or {@linkplain #initialise initialised}. */
    static Layer network(Settings settings) {
        NormKind norm = switch (settings.norm()) {
            case SWITCHABLE -> NormKind.SWITCHABLE;
            case ORDINARY -> NormKind.ORDINARY;
        };
        QuantisedParts parts = new QuantisedParts(norm, trainPrecisions(settings), settings.numerics());
        return switch (settings.network()) {
            case WRN -> new WideResNet(parts, settings.depth(), settings.width(), CLASSES);
            case PREACTRESNET18 -> new PreActResNet18(parts, CLASSES);
        };
    }

    /** Gives a new network its first weights. For a wide one that takes seconds, which loading weights saves. */
    static void initialise(Layer network, Settings settings) {
        Initialisation initialisation = switch (settings.network()) {
            case WRN -> Initialisation.WIDE_RES_NET;
            case PREACTRESNET18 -> Initialisation.PRE_ACT_RES_NET;
        };
        initialisation.apply(network, settings.seed());
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

    /** Hands images to a network, normalised as all data sets of these settings are. */
    static BatchLoader loader(ImageSet images) {
        return new BatchLoader(images, Normalisation.CIFAR10);
    }
}
