package doublewin.dwq.audit;

import doublewin.dwq.attack.Classification;
import doublewin.dwq.attack.CrossEntropy;
import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.LogitLoss;
import doublewin.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A model that writes down what it is shown on an attack's way: losses and successes at every gradient that it is asked
 * for. An attack that leaves images out cannot be followed.
 */
final class WatchedModel implements DifferentiableModel {
    private final DifferentiableModel model;
    private final int[] labels;
    private final List<float[]> losses = new ArrayList<>();
    private final List<boolean[]> correct = new ArrayList<>();
    private boolean whole = true;

    WatchedModel(DifferentiableModel model, int[] labels) {
        this.model = model;
        this.labels = labels;
    }

    @Override
    public int classes() {
        return model.classes();
    }

    @Override
    public void logits(Tensor x, Tensor logits) {
        model.logits(x, logits);
    }

    @Override
    public void gradient(Tensor x, int[] asked, LogitLoss loss, Tensor logits, Tensor dx) {
        model.gradient(x, asked, loss, logits, dx);
        if (asked.length != labels.length) {
            whole = false;
            return;
        }
        float[] seen = new float[asked.length];
        CrossEntropy.SUM.losses(logits, asked, seen);
        losses.add(seen);
        correct.add(Classification.correct(logits, asked));
    }

    /** Whether all images were seen at all steps. */
    boolean isWhole() {
        return whole && !losses.isEmpty();
    }

    /** Whether an image was misclassified at some step. */
    boolean wasFooled(int image) {
        return correct.stream().anyMatch(step -> !step[image]);
    }

    /**
     * The part of an image's rise of cross-entropy, from the first step to the best, that came in the last tenth of the
     * steps; 0 where it has not risen.
     */
    double lateRise(int image) {
        int late = losses.size() - losses.size() / 10;
        double first = losses.getFirst()[image];
        double early = first;
        double best = first;
        for (int step = 0; step < losses.size(); step++) {
            best = Math.max(best, losses.get(step)[image]);
            early = step < late ? best : early;
        }
        return best > first ? (best - early) / (best - first) : 0;
    }
}
