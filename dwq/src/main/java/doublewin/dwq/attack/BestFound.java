package doublewin.dwq.attack;

import doublewin.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The best perturbation of each image that an attack has found: that which leaves the defender the lowest accuracy; of
 * equals the lowest margin; of equals the earliest. Where an image is done when it is fooled, the first that fools it
 * stays.
 */
public final class BestFound {
    private final Tensor delta;
    private final Stop stop;
    private final double[] accuracy;
    private final double[] margin;

    /**
     * Nothing found yet.
     *
     * @param delta room for the perturbations, zeroed here: an image for which nothing is offered stays as it is
     * @param stop when an image is done
     */
    public BestFound(Tensor delta, Stop stop) {
        this.delta = delta;
        this.stop = stop;
        delta.fill(0);
        accuracy = new double[delta.shape().images()];
        margin = new double[accuracy.length];
        Arrays.fill(accuracy, Double.POSITIVE_INFINITY);
    }

    /**
     * Keeps what is better than what was found before.
     *
     * @param candidates perturbations
     * @param positions of each candidate's image in the batch
     * @param scores of the candidates
     */
    public void offer(Tensor candidates, int[] positions, Scores scores) {
        for (int i = 0; i < positions.length; i++) {
            int n = positions[i];
            boolean better = scores.accuracy()[i] < accuracy[n]
                    || scores.accuracy()[i] == accuracy[n] && scores.margin()[i] < margin[n];
            if (better && !isDone(n)) {
                accuracy[n] = scores.accuracy()[i];
                margin[n] = scores.margin()[i];
                ImageLanes.copy(candidates, i, delta, n);
            }
        }
    }

    /** The perturbations; not to be changed. */
    public Tensor delta() {
        return delta;
    }

    /** The accuracy that is left at an image's best perturbation; infinite where none was offered. */
    public double accuracy(int image) {
        return accuracy[image];
    }

    /** Whether nothing is left: the defender errs in every draw. */
    public boolean isFooled(int image) {
        return accuracy[image] == 0;
    }

    /** Whether nothing that is found for an image later counts. */
    public boolean isDone(int image) {
        return stop == Stop.WHEN_FOOLED && isFooled(image);
    }

    /** Positions of the images that are not done, in rising order. */
    public int[] toDo() {
        return IntStream.range(0, accuracy.length).filter(n -> !isDone(n)).toArray();
    }
}
