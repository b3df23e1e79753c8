package doublewin.dwq.attack.distance;

import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.ImageLanes;
import doublewin.dwq.attack.ImageValues;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The nearest perturbation of each image on which the model errs; of equals the earliest. */
final class NearestFound {
    private final Ball ball;
    private final double enough;
    private final Tensor delta;
    private final double[] distances;

    /**
     * Nothing found yet.
     *
     * @param ball in which distances are measured, in pixel units
     * @param enough an image is done when its distance is at most that; negative where all shall come as near as they can
     * @param delta room for the perturbations, zeroed here
     */
    NearestFound(Ball ball, double enough, Tensor delta) {
        this.ball = ball;
        this.enough = enough;
        this.delta = delta;
        delta.fill(0);
        distances = new double[delta.shape().images()];
        Arrays.fill(distances, Double.POSITIVE_INFINITY);
    }

    /** Offers an image on which the model errs. */
    void offer(Tensor candidates, int candidate, int image) {
        double distance = length(ball, values(candidates, candidate));
        if (distance < distances[image]) {
            distances[image] = distance;
            ImageLanes.copy(candidates, candidate, delta, image);
        }
    }

    /** Remembers where a search ended that has found nothing for an image, at no distance. */
    void fallBack(Tensor candidates, int candidate, int image) {
        if (Double.isInfinite(distances[image])) {
            ImageLanes.copy(candidates, candidate, delta, image);
        }
    }

    boolean isDone(int image) {
        return distances[image] <= enough;
    }

    int[] toDo() {
        return IntStream.range(0, distances.length).filter(n -> !isDone(n)).toArray();
    }

    Tensor delta() {
        return delta;
    }

    /** Distance of each image's nearest; infinite where none was found. */
    double[] distances() {
        return distances.clone();
    }

    private static double[] values(Tensor x, int image) {
        float[] floats = ImageValues.read(x, image);
        double[] values = new double[floats.length];
        Arrays.setAll(values, i -> floats[i]);
        return values;
    }

    /** Length of one image's perturbation. */
    static double length(Ball ball, double[] change) {
        double length = 0;
        for (double value : change) {
            length = ball == Ball.LINF ? Math.max(length, Math.abs(value)) : length + value * value;
        }
        return ball == Ball.LINF ? length : Math.sqrt(length);
    }
}
