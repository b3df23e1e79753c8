package doublewin.dwq.attack.distance;

import doublewin.dwq.attack.ImageLanes;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;

/** An adversarial perturbation of each image of a batch: the one that its search calls best. */
final class ClosestFound {
    private final Tensor delta;
    private final double[] distances;

    /**
     * Nothing found yet.
     *
     * @param delta room for the perturbations, zeroed here
     */
    ClosestFound(Tensor delta) {
        this.delta = delta;
        delta.fill(0);
        distances = new double[delta.shape().images()];
        Arrays.fill(distances, Double.POSITIVE_INFINITY);
    }

    /** Keeps a perturbation, whatever was found before. */
    void replace(Tensor candidates, int i, int n, double distance) {
        distances[n] = distance;
        ImageLanes.copy(candidates, i, delta, n);
    }

    boolean isFound(int n) {
        return Double.isFinite(distances[n]);
    }

    /** Infinite where nothing was found. */
    double[] distances() {
        return distances;
    }

    /** The perturbations in pixel units; zero where nothing was found. */
    Tensor delta() {
        return delta;
    }
}
