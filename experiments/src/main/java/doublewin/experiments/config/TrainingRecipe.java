package doublewin.experiments.config;

import doublewin.dwq.PrecisionMixture;
import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.train.TrainingMethod;
import doublewin.nn.optimise.CyclicSchedule;
import doublewin.nn.optimise.MultiStepSchedule;
import doublewin.nn.optimise.Schedule;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.EnumNamingStrategies.KebabCaseStrategy;
import tools.jackson.databind.annotation.EnumNaming;

/**
 * How a network is trained.
 *
 * @param method how training images are perturbed
 * @param steps PGD steps of the training attack
 * @param epsilon largest perturbation of a training image's pixel, in 1/255
 * @param alpha step of the training attack, in 1/255
 * @param epochs passes over the training images
 * @param batch images an iteration
 * @param learningRate largest learning rate
 * @param schedule how the learning rate changes
 * @param milestones of the multi-step schedule, as fractions of all iterations
 * @param momentum of SGD
 * @param weightDecay of SGD
 * @param selection which weights a run ends with
 * @param precisionWeights how often each training precision is drawn; empty for uniform draws
 */
public record TrainingRecipe(
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
        List<Double> precisionWeights) {
    private static final double MILESTONE_FACTOR = 0.1;

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
        /** Linearly from zero up and back; momentum has a cycle of its own. */
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
    public TrainingRecipe {
        milestones = milestones == null ? List.of() : List.copyOf(milestones);
        precisionWeights = precisionWeights == null ? List.of() : List.copyOf(precisionWeights);
        Check.range("steps", steps, 1, 1000);
        Check.range("epsilon", epsilon, 0, 255);
        Check.range("alpha", alpha, 0, 255);
        Check.range("epochs", epochs, 1, 65_535);
        Check.range("batch", batch, 1, 10_000);
        Check.that("learningRate", learningRate > 0 && learningRate <= 100, "more than 0, at most 100", learningRate);
        double previous = 0;
        for (double milestone : milestones) {
            Check.that("milestones", milestone > previous && milestone < 1, "rising fractions of 1", milestones);
            previous = milestone;
        }
        Check.that("momentum", momentum >= 0 && momentum < 1, "0 or more, less than 1", momentum);
        Check.range("weightDecay", weightDecay, 0, 1);
    }

    /** The same with another number of PGD steps. */
    public TrainingRecipe withSteps(int number) {
        return new TrainingRecipe(
                method,
                number,
                epsilon,
                alpha,
                epochs,
                batch,
                learningRate,
                schedule,
                milestones,
                momentum,
                weightDecay,
                selection,
                precisionWeights);
    }

    /** How the images of an iteration are perturbed. */
    public TrainingMethod perturbation() {
        ThreatModel threat = new ThreatModel(Ball.LINF, (float) epsilon);
        return switch (method) {
            case PLAIN -> TrainingMethod.plain();
            case FGSM -> TrainingMethod.fgsm(threat, (float) alpha);
            case FGSM_RS -> TrainingMethod.fgsmRandomStart(threat, (float) alpha);
            case PGD -> TrainingMethod.pgd(steps, threat, (float) alpha);
        };
    }

    /**
     * What an iteration draws its precision from.
     *
     * @param precisions that are trained
     * @throws SettingException if the weights are no distribution over them
     */
    PrecisionMixture draws(PrecisionSet precisions) {
        if (precisionWeights.isEmpty()) {
            return PrecisionMixture.uniform(precisions);
        }
        try {
            return PrecisionMixture.of(precisions, precisionWeights);
        } catch (IllegalArgumentException e) {
            throw new SettingException("setting precisionWeights: " + e.getMessage());
        }
    }

    /** Learning rate and momentum of every iteration. */
    public Schedule rates() {
        return switch (schedule) {
            case MULTI_STEP -> new MultiStepSchedule(learningRate, momentum, milestones, MILESTONE_FACTOR);
            case CYCLIC -> new CyclicSchedule(learningRate);
        };
    }

    /** The settings of this record that the others leave without effect. */
    Set<String> unheeded() {
        Set<String> unheeded = new HashSet<>();
        if (method != Method.PGD) {
            unheeded.add("steps");
        }
        if (method == Method.PLAIN) {
            unheeded.addAll(Set.of("epsilon", "alpha"));
        }
        if (schedule == ScheduleKind.CYCLIC) {
            unheeded.addAll(Set.of("milestones", "momentum"));
        }
        return unheeded;
    }
}
