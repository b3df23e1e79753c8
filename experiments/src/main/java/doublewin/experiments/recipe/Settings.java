package doublewin.experiments.recipe;

import doublewin.dwq.PrecisionSet;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.nn.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.EnumNamingStrategies.KebabCaseStrategy;
import tools.jackson.databind.annotation.EnumNaming;

/**
 * All that decides the result of a run, fully resolved: a recipe, its overrides and the seed. Two runs with equal
 * settings on equal data end in the same bytes. Training images are always cropped and flipped at random.
 *
 * @param recipe name of the recipe it came from
 * @param data {@code embedded} or {@code cifar10}
 * @param trainImages how many of the first training images are used
 * @param testImages how many of the first test images the heat map and the evaluation use
 * @param network architecture
 * @param depth depth of a WideResNet, 6n + 4
 * @param width width factor of a WideResNet
 * @param norm one batch norm for all precisions, or one a precision
 * @param numerics algorithms of the convolutions, in training and attacks alike
 * @param trainPrecisions precision set that training draws from, such as {@code 4..16} or {@code full}
 * @param evaluationPrecisions precision set of the heat map and the evaluation
 * @param method how training images are perturbed
 * @param steps PGD steps of the training attack
 * @param epsilon largest perturbation of a pixel, in 1/255
 * @param alpha step of the training attack, in 1/255
 * @param epochs passes over the training images
 * @param batch images an iteration
 * @param learningRate largest learning rate
 * @param schedule how the learning rate changes
 * @param milestones of the multi-step schedule, as fractions of all iterations
 * @param momentum of SGD
 * @param weightDecay of SGD
 * @param selection which weights a run ends with
 * @param attackSteps PGD steps of the evaluation attack
 * @param attackAlpha step of the evaluation attack, in 1/255
 * @param restarts random starts of the evaluation attack
 * @param seed of all random numbers
 */
public record Settings(
        String recipe,
        Data data,
        int trainImages,
        int testImages,
        NetworkKind network,
        int depth,
        int width,
        Norm norm,
        Numerics numerics,
        String trainPrecisions,
        String evaluationPrecisions,
        Method method,
        int steps,
        double epsilon,
        double alpha,
        int epochs,
        int batch,
        double learningRate,
        ScheduleKind schedule,
        List<Double> milestones,
        double momentum,
        double weightDecay,
        Selection selection,
        int attackSteps,
        double attackAlpha,
        int restarts,
        long seed) {

    /** Where images come from. */
    @EnumNaming(KebabCaseStrategy.class)
    public enum Data {
        /** The set that is generated, not downloaded. */
        EMBEDDED,
        /** CIFAR-10. */
        CIFAR10
    }

    /** Architectures. */
    @EnumNaming(KebabCaseStrategy.class)
    public enum NetworkKind {
        /** WideResNet. */
        WRN,
        /** PreActResNet18. */
        PREACTRESNET18
    }

    /** How activations are normalised. */
    @EnumNaming(KebabCaseStrategy.class)
    public enum Norm {
        /** One batch norm a precision. */
        SWITCHABLE,
        /** One batch norm for all. */
        ORDINARY
    }

    /** Training methods. */
    @EnumNaming(KebabCaseStrategy.class)
    public enum Method {
        /** Clean images. */
        PLAIN,
        /** One step from the image. */
        FGSM,
        /** One step from a random start. */
        FGSM_RS,
        /** Projected gradient descent. */
        PGD
    }

    /** Learning-rate schedules. */
    @EnumNaming(KebabCaseStrategy.class)
    public enum ScheduleKind {
        /** A tenth at each milestone. */
        MULTI_STEP,
        /** Linearly from zero up and back. */
        CYCLIC
    }

    /** Which weights a run ends with. */
    @EnumNaming(KebabCaseStrategy.class)
    public enum Selection {
        /** Those of the last iteration. */
        LAST,
        /** Those with the best robust accuracy on the last 1,000 training images, which are never trained on. */
        HELD_OUT,
        /** Those with the best robust accuracy on the test set: the published way, which overstates the result. */
        TEST
    }

    /** Training images that are set aside when weights are selected on them. */
    public static final int HELD_OUT_IMAGES = 1000;

    /** Checks ranges; the message names the setting, what it takes and what was found. */
    public Settings {
        milestones = milestones == null ? List.of() : List.copyOf(milestones);
        range("trainImages", trainImages, 1, 50_000);
        range("testImages", testImages, 1, 10_000);
        if (network == NetworkKind.WRN && (depth < 10 || (depth - 4) % 6 != 0)) {
            throw new SettingException("depth", "6n + 4, at least 10", depth);
        }
        range("width", width, 1, 32);
        trainPrecisions = precisions("trainPrecisions", trainPrecisions).toString();
        evaluationPrecisions =
                precisions("evaluationPrecisions", evaluationPrecisions).toString();
        if (norm == Norm.SWITCHABLE) {
            requireBranches(PrecisionSet.parse(trainPrecisions), PrecisionSet.parse(evaluationPrecisions));
        }
        range("steps", steps, 1, 1000);
        range("epsilon", epsilon, 0, 255);
        range("alpha", alpha, 0, 255);
        range("epochs", epochs, 1, 65_535);
        range("batch", batch, 1, 10_000);
        between("learningRate", learningRate > 0 && learningRate <= 100, "more than 0, at most 100", learningRate);
        double previous = 0;
        for (double milestone : milestones) {
            between("milestones", milestone > previous && milestone < 1, "rising fractions of 1", milestones);
            previous = milestone;
        }
        between("momentum", momentum >= 0 && momentum < 1, "0 or more, less than 1", momentum);
        range("weightDecay", weightDecay, 0, 1);
        range("attackSteps", attackSteps, 1, 100_000);
        range("attackAlpha", attackAlpha, 0, 255);
        range("restarts", restarts, 1, 1000);
        if (selection == Selection.HELD_OUT && trainImages <= HELD_OUT_IMAGES) {
            throw new SettingException(
                    "trainImages", "more than the " + HELD_OUT_IMAGES + " that selection sets aside", trainImages);
        }
    }

    private static void range(String name, double value, double low, double high) {
        if (!(value >= low && value <= high)) {
            throw new SettingException(name, shortest(low) + " to " + shortest(high), shortest(value));
        }
    }

    private static void between(String name, boolean inside, String expected, Object value) {
        if (!inside) {
            throw new SettingException(name, expected, value);
        }
    }

    private static PrecisionSet precisions(String name, String text) {
        try {
            return PrecisionSet.parse(text);
        } catch (IllegalArgumentException e) {
            throw new SettingException("setting " + name + ": " + e.getMessage());
        }
    }

    private static void requireBranches(PrecisionSet trained, PrecisionSet evaluated) {
        for (Precision precision : evaluated.asList()) {
            if (!precision.isFull() && trained.indexOf(precision) < 0) {
                throw new SettingException(
                        "evaluationPrecisions",
                        "some of " + trained + ", as switchable batch norm is trained",
                        evaluated);
            }
        }
    }

    private static String shortest(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
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
