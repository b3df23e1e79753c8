package doublewin.dwq.attack.distance;

import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.ImageNorms;
import doublewin.engine.kernel.point.LargestMagnitude;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Tensor;

/** The length of each image's perturbation in the norm of a ball. */
final class Lengths {
    private Lengths() {}

    /**
     * One length an image.
     *
     * @param delta perturbations in pixel units, in lane format
     */
    static double[] of(Ball ball, Tensor delta, WorkerPool pool) {
        double[] lengths = new double[delta.shape().images()];
        switch (ball) {
            case L2 -> ImageNorms.l2(delta, lengths);
            case LINF -> {
                float[] largest = new float[lengths.length];
                LargestMagnitude.ofImages(pool, delta, largest);
                for (int n = 0; n < lengths.length; n++) {
                    lengths[n] = largest[n];
                }
            }
        }
        return lengths;
    }
}
