package doublewin.experiments.config;

import doublewin.dwq.PrecisionMixture;
import doublewin.dwq.PrecisionSet;
import doublewin.dwq.train.TrainingSettings;
import doublewin.experiments.config.TrainingRecipe.Selection;
import doublewin.nn.Layer;
import doublewin.nn.Precision;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All that decides the result of a run, fully resolved: a recipe, its overrides and the seed. Two runs with equal
 * settings on equal data end in the same bytes.
 *
 * @param recipe name of the recipe it came from
 * @param data which images a network is trained on
 * @param network what is trained
 * @param training how it is trained
 * @param validation what is looked at while it is trained
 * @param evaluation how it is measured unless somebody asks for another protocol
 * @param seed of all random numbers
 */
public record Settings(
        String recipe,
        DataSettings data,
        NetworkSettings network,
        TrainingRecipe training,
        Validation validation,
        EvaluationProtocol evaluation,
        long seed) {

    /** Checks what one part asks of another. */
    public Settings {
        requireBranches(network, training.draws(network.precisions()), evaluation);
        if (heldOut(training, validation) >= data.trainImages()) {
            throw new SettingException(
                    "trainImages",
                    "more than the " + TrainingRecipe.HELD_OUT_IMAGES + " that selection or validation sets aside",
                    data.trainImages());
        }
        requireCountable(training, data.trainImages() - heldOut(training, validation));
    }

    private static void requireCountable(TrainingRecipe training, int images) {
        int steps = Math.ceilDiv(images, training.batch());
        int most = Integer.MAX_VALUE / steps;
        if (training.epochs() > most) {
            throw new SettingException(
                    "epochs",
                    "at most " + most + " of " + steps + " steps each, since steps are counted up to "
                            + Integer.MAX_VALUE,
                    training.epochs());
        }
    }

    private static int heldOut(TrainingRecipe training, Validation validation) {
        boolean any = training.selection() == Selection.HELD_OUT || validation.validate() == Validation.Images.HELD_OUT;
        return any ? TrainingRecipe.HELD_OUT_IMAGES : 0;
    }

    /** How many of the training images, the first ones, are trained on; the others are held out. */
    public int imagesTrainedOn() {
        return data.trainImages() - heldOut(training, validation);
    }

    private static void requireBranches(
            NetworkSettings network, PrecisionMixture draws, EvaluationProtocol evaluation) {
        if (network.norm() != NetworkSettings.Norm.SWITCHABLE) {
            return;
        }
        PrecisionSet trained = network.precisions();
        for (Precision precision : evaluation.precisions().asList()) {
            int position = trained.indexOf(precision);
            if (position >= 0 && draws.weights().get(position) == 0) {
                throw new SettingException(
                        "evaluationPrecisions",
                        "some of those that precisionWeights draws, as switchable batch norm is trained",
                        evaluation.evaluationPrecisions());
            }
            if (!precision.isFull() && position < 0) {
                throw new SettingException(
                        "evaluationPrecisions",
                        "some of " + trained + ", as switchable batch norm is trained",
                        evaluation.evaluationPrecisions());
            }
        }
    }

    /** The same, measured by another protocol. */
    public Settings with(EvaluationProtocol protocol) {
        return new Settings(recipe, data, network, training, validation, protocol, seed);
    }

    /** The network, whose weights are still to be loaded or initialised. */
    public Layer build() {
        return network.build(data.spec());
    }

    /** What training draws precisions from. */
    PrecisionMixture draws() {
        return training.draws(network.precisions());
    }

    /** What the trainer is told. */
    public TrainingSettings trainer() {
        return new TrainingSettings(
                training.perturbation(),
                draws(),
                training.batch(),
                training.epochs(),
                training.rates(),
                (float) training.weightDecay(),
                seed);
    }

    /** Names of the settings that the others leave without effect. */
    Set<String> unheeded() {
        Set<String> unheeded = new HashSet<>(training.unheeded());
        unheeded.addAll(Set.of("depth", "width"));
        unheeded.removeAll(network.spec().heeded());
        if (!validation.isOn()) {
            unheeded.add("validateEvery");
        }
        if (network.precisions().size() == 1) {
            unheeded.add("precisionWeights");
        }
        return unheeded;
    }

    /** The values an enum setting takes, as users write them. */
    static String choices(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> written((Enum<?>) constant))
                .collect(Collectors.joining(", "));
    }

    /** How users and files write an enum's value: lower case with hyphens. */
    public static String written(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
