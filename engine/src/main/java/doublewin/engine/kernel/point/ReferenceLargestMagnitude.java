package doublewin.engine.kernel.point;

import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;

/** The largest magnitude of each image's values, value by value; see {@link LargestMagnitude}. */
public final class ReferenceLargestMagnitude {
    private ReferenceLargestMagnitude() {}

    /** largest[n] = max |x| over image n; NaN where one of its values is not finite. */
    public static void ofImages(Tensor x, float[] largest) {
        LargestMagnitude.requireOneAnImage(x, largest);
        Arrays.fill(largest, 0);
        int values = x.elements() / x.shape().blocks();
        for (int i = 0; i < x.elements(); i++) {
            int image = i / values * Shape.LANES + i % Shape.LANES;
            if (image < largest.length) {
                float magnitude = Float.isFinite(x.get(i)) ? Math.abs(x.get(i)) : Float.NaN;
                largest[image] = Math.max(largest[image], magnitude);
            }
        }
    }
}
