package doublewin.dwq.attack;

import doublewin.engine.kernel.point.Perturbation;
import doublewin.engine.kernel.point.PerturbationBounds;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.random.RandomKey;
import doublewin.engine.random.RandomStream;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/** The random perturbation that an attack starts from. */
final class UniformStart {
    private UniformStart() {}

    /**
     * Uniform in +-epsilon, drawn for each image from a stream of its own in (channel, height, width) order, then
     * clamped so that x + delta is a valid image. Unused lanes are zero,
     * clamped likewise.
     *
     * @param key the stream's key but for the image
     */
    static void fill(WorkerPool pool, RandomKey key, int[] images, Tensor x, PerturbationBounds bounds, Tensor delta) {
        delta.requireShape("attack: perturbation", x.shape());
        delta.fill(0);
        pool.run(images.length, (n, scratch) -> draw(new RandomStream(key.withImage(images[n])), n, bounds, delta));
        Perturbation.clampToBox(pool, x, bounds, delta);
    }

    private static void draw(RandomStream random, int n, PerturbationBounds bounds, Tensor delta) {
        Shape shape = delta.shape();
        float[] out = delta.array();
        for (int c = 0; c < shape.channels(); c++) {
            float epsilon = bounds.epsilon()[c];
            for (int h = 0; h < shape.height(); h++) {
                for (int w = 0; w < shape.width(); w++) {
                    out[delta.offset() + LaneFormat.index(shape, n, h, w, c)] = random.uniform(-epsilon, epsilon);
                }
            }
        }
    }
}
