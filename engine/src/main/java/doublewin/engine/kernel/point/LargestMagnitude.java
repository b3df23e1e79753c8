package doublewin.engine.kernel.point;

import doublewin.engine.kernel.lane.Lanes;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The largest magnitude of each image's values: the Linf norm of a gradient, and the quickest way to see that it is
 * zero or not finite. A comparison passes over a NaN, so values that are not finite are found apart: x * 0 is NaN for
 * them and zero for all others. Differs from its reference in the vectors alone.
 */
public final class LargestMagnitude {
    private LargestMagnitude() {}

    /**
     * largest[n] = max |x| over image n; NaN where one of its values is not finite.
     *
     * @param x a batch in lane format
     * @param largest overwritten, one an image
     */
    public static void ofImages(WorkerPool pool, Tensor x, float[] largest) {
        requireOneAnImage(x, largest);
        int values = x.elements() / x.shape().blocks();
        pool.run(x.shape().blocks(), (block, scratch) -> {
            for (int lane = 0; lane < Shape.LANES; lane += Lanes.WIDTH) {
                FloatVector found = ofLanes(x.array(), x.offset() + block * values + lane, values);
                for (int i = 0; i < Lanes.WIDTH; i++) {
                    int image = block * Shape.LANES + lane + i;
                    if (image < largest.length) {
                        largest[image] = found.lane(i);
                    }
                }
            }
        });
    }

    static void requireOneAnImage(Tensor x, float[] largest) {
        if (largest.length != x.shape().images()) {
            throw new IllegalArgumentException("largest magnitude: " + largest.length + " results for a batch of "
                    + x.shape().images() + " images, expected one each");
        }
    }

    private static FloatVector ofLanes(float[] x, int from, int values) {
        FloatVector largest = FloatVector.zero(Lanes.SPECIES);
        FloatVector poison = FloatVector.zero(Lanes.SPECIES);
        for (int i = 0; i < values; i += Shape.LANES) {
            FloatVector value = FloatVector.fromArray(Lanes.SPECIES, x, from + i);
            FloatVector magnitude = value.abs();
            largest = largest.blend(magnitude, magnitude.compare(VectorOperators.GT, largest));
            poison = poison.add(value.mul(0f));
        }
        return largest.add(poison);
    }
}
