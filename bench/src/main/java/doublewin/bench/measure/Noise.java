package doublewin.bench.measure;

import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.SplittableRandom;

/** What benchmarks compute with: even noise in [-0.5, 0.5), the same in every run. */
public final class Noise {
    private Noise() {}

    /** Fills a tensor, and returns it. */
    public static Tensor fill(Tensor tensor, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < tensor.elements(); i++) {
            tensor.set(i, (float) (random.nextDouble() - 0.5));
        }
        return tensor;
    }

    /** So many floats. */
    public static float[] floats(int length, long seed) {
        return fill(Tensor.zeros(Shape.of(length)), seed).toArray();
    }
}
