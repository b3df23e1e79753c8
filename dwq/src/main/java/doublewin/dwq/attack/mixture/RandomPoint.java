package doublewin.dwq.attack.mixture;

import doublewin.dwq.attack.ActiveImages;
import doublewin.engine.random.RandomKey;
import doublewin.engine.random.RandomStream;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/** A perturbation uniform in the Linf ball, of a stream of each image's own. */
final class RandomPoint {
    private RandomPoint() {}

    /**
     * Draws.
     *
     * @param key of the draw, but for the image
     * @param delta overwritten
     */
    static void draw(ActiveImages active, RandomKey key, Tensor delta) {
        float epsilon = active.around().epsilon();
        Shape shape = delta.shape();
        delta.fill(0);
        for (int n = 0; n < active.count(); n++) {
            RandomStream random = new RandomStream(key.withImage(active.batch().images()[n]));
            for (int c = 0; c < shape.channels(); c++) {
                for (int h = 0; h < shape.height(); h++) {
                    for (int w = 0; w < shape.width(); w++) {
                        delta.set(LaneFormat.index(shape, n, h, w, c), random.uniform(-epsilon, epsilon));
                    }
                }
            }
        }
        active.around().project(delta);
    }
}
