package doublewin.experiments.config;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.Pgd;
import doublewin.dwq.attack.ThreatModel;

/**
 * How a network is measured, by heat map, evaluation and the selection of weights. A run has one of its own, which
 * commands that measure may replace: it decides nothing of what is trained, but for the selection.
 *
 * @param testImages how many of the first test images are used
 * @param evaluationPrecisions precision set of attacks and inference
 * @param attackEpsilon largest perturbation of a pixel, in 1/255
 * @param attackSteps PGD steps
 * @param attackAlpha length of a step, in 1/255
 * @param restarts random starts
 */
public record EvaluationProtocol(
        int testImages,
        String evaluationPrecisions,
        double attackEpsilon,
        int attackSteps,
        double attackAlpha,
        int restarts) {
    /** Checks ranges; how many images there are, the data set says when it is opened. */
    public EvaluationProtocol {
        Check.atLeastOne("testImages", testImages);
        evaluationPrecisions =
                precisions("evaluationPrecisions", evaluationPrecisions).toString();
        Check.range("attackEpsilon", attackEpsilon, 0, 255);
        Check.range("attackSteps", attackSteps, 1, 100_000);
        Check.range("attackAlpha", attackAlpha, 0, 255);
        Check.range("restarts", restarts, 1, 1000);
    }

    /** A set that a setting holds. */
    static PrecisionSet precisions(String name, String text) {
        try {
            return PrecisionSet.parse(text);
        } catch (IllegalArgumentException e) {
            throw new SettingException("setting " + name + ": " + e.getMessage());
        }
    }

    /** Attack and inference precisions. */
    public PrecisionSet precisions() {
        return PrecisionSet.parse(evaluationPrecisions);
    }

    /** The attack. */
    public Pgd attack() {
        return new Pgd(new ThreatModel(Ball.LINF, (float) attackEpsilon), attackSteps, (float) attackAlpha, restarts);
    }

    /** The same on another number of images. */
    public EvaluationProtocol withImages(int images) {
        return new EvaluationProtocol(images, evaluationPrecisions, attackEpsilon, attackSteps, attackAlpha, restarts);
    }

    /** The same at other precisions. */
    public EvaluationProtocol withPrecisions(String precisions) {
        return new EvaluationProtocol(testImages, precisions, attackEpsilon, attackSteps, attackAlpha, restarts);
    }

    /** The same with another bound, in 1/255. */
    public EvaluationProtocol withEpsilon(double epsilon) {
        return new EvaluationProtocol(testImages, evaluationPrecisions, epsilon, attackSteps, attackAlpha, restarts);
    }
}
