package doublewin.dwq.train;

import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.ThreatModel;
import doublewin.engine.kernel.point.PerturbationBounds;
import doublewin.nn.data.Normalisation;

/**
 * How the images of a training iteration are perturbed: where the perturbation starts, and how many gradient steps it
 * then takes. No steps from zero is plain training.
 *
 * @param start first perturbation
 * @param steps gradient steps, 0 or more
 * @param threat what a perturbation may be; its ball is Linf
 * @param alpha length of a step as n of n/255
 */
public record TrainingMethod(Start start, int steps, ThreatModel threat, float alpha) {
    /** A perturbation before its first step. */
    public enum Start {
        /** No perturbation. */
        ZERO,
        /** Uniform in +-epsilon, clamped to valid images. */
        UNIFORM
    }

    /** Checks ranges and ball. */
    public TrainingMethod {
        if (steps < 0) {
            throw new IllegalArgumentException("training method: expected 0 or more steps, found " + steps);
        }
        threat.requireBall("training method", Ball.LINF);
        ThreatModel.requireRange("alpha", alpha);
    }

    /** Epsilon, alpha and the box of valid images, per channel, in the units of normalised images. */
    PerturbationBounds bounds(Normalisation normalisation) {
        return threat.bounds(normalisation, alpha);
    }

    /** Training on the images as they are. */
    public static TrainingMethod plain() {
        return new TrainingMethod(Start.ZERO, 0, new ThreatModel(Ball.LINF, 0), 0);
    }

    /** One step from zero; the paper's alpha is 10/255. */
    public static TrainingMethod fgsm(ThreatModel threat, float alpha) {
        return new TrainingMethod(Start.ZERO, 1, threat, alpha);
    }

    /** One step from a uniform start ("fast is better than free"); the paper's alpha is 10/255. */
    public static TrainingMethod fgsmRandomStart(ThreatModel threat, float alpha) {
        return new TrainingMethod(Start.UNIFORM, 1, threat, alpha);
    }

    /** Several steps from a uniform start; the paper has 7 with alpha 2/255. */
    public static TrainingMethod pgd(int steps, ThreatModel threat, float alpha) {
        return new TrainingMethod(Start.UNIFORM, steps, threat, alpha);
    }
}
