package doublewin.dwq.train;

import doublewin.dwq.attack.PerturbationBudget;

/**
 * How the images of a training iteration are perturbed: where the perturbation starts, and how many gradient steps it
 * then takes. No steps from zero is plain training.
 *
 * @param start first perturbation
 * @param steps gradient steps, 0 or more
 * @param budget how far a pixel may move
 */
public record TrainingMethod(Start start, int steps, PerturbationBudget budget) {
    /** A perturbation before its first step. */
    public enum Start {
        /** No perturbation. */
        ZERO,
        /** Uniform in +-epsilon, clamped to valid images. */
        UNIFORM
    }

    /** Checks the range of the steps. */
    public TrainingMethod {
        if (steps < 0) {
            throw new IllegalArgumentException("training method: expected 0 or more steps, found " + steps);
        }
    }

    /** Training on the images as they are. */
    public static TrainingMethod plain() {
        return new TrainingMethod(Start.ZERO, 0, new PerturbationBudget(0, 0));
    }

    /** One step from zero; the paper's alpha is 10/255. */
    public static TrainingMethod fgsm(PerturbationBudget budget) {
        return new TrainingMethod(Start.ZERO, 1, budget);
    }

    /** One step from a uniform start ("fast is better than free"); the paper's alpha is 10/255. */
    public static TrainingMethod fgsmRandomStart(PerturbationBudget budget) {
        return new TrainingMethod(Start.UNIFORM, 1, budget);
    }

    /** Several steps from a uniform start; the paper has 7 with alpha 2/255. */
    public static TrainingMethod pgd(int steps, PerturbationBudget budget) {
        return new TrainingMethod(Start.UNIFORM, steps, budget);
    }
}
