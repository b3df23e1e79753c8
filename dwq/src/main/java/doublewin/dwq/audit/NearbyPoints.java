package doublewin.dwq.audit;

import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.ImageValues;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Workspace;
import doublewin.engine.random.RandomStream;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/**
 * Random points in the Linf ball around an image, and a model's features of them. A point is drawn from a stream of its own
 * that seed, image, kind and number alone choose.
 *
 * @param features whose "logits" are an image's features
 * @param threat the ball
 * @param batch of the images
 * @param keys of the draws
 * @param workspace of the model
 */
record NearbyPoints(
        DifferentiableModel features, ThreatModel threat, Batch batch, AttackKeys keys, Workspace workspace) {
    private static final float BRIGHTEST = 255;
    private static final int AT_ONCE = 64;

    /** Where in the ball points are, pixels clipped to what is valid. */
    enum Kind {
        /** Each value uniform in the ball, but for a gap of a twentieth of epsilon below its surface. */
        INNER,
        /** Each value uniform, then all of them scaled so that the farthest is at epsilon. */
        SURFACE,
        /** Each value at epsilon, up or down. */
        CORNER
    }

    private static final float WITHOUT_GAP = 0.95f;

    /** Features of an image as it is. */
    double[] clean(int image) {
        return featuresOf(1, (point, values) -> {}, image)[0];
    }

    /** Features of points around an image, one a row. */
    double[][] around(int image, Kind kind, int count) {
        return featuresOf(count, (point, values) -> perturb(values, kind, image, point), image);
    }

    /** Moves the values of a normalised image. */
    @FunctionalInterface
    private interface Perturbation {
        void apply(int point, float[] values);
    }

    private double[][] featuresOf(int count, Perturbation perturbation, int image) {
        double[][] found = new double[count][];
        Shape all = batch.x().shape();
        Arena.Mark mark = workspace.arena().mark();
        for (int first = 0; first < count; first += AT_ONCE) {
            int some = Math.min(AT_ONCE, count - first);
            int from = first;
            Tensor x = workspace.arena().allocate(Shape.lanes(some, all.height(), all.width(), all.channels()));
            Tensor out = workspace.arena().allocate(Shape.lanes(some, 1, 1, features.classes()));
            x.fill(0);
            workspace.pool().run(some, (n, scratch) -> {
                float[] values = ImageValues.read(batch.x(), image);
                perturbation.apply(from + n, values);
                ImageValues.write(values, x, n);
            });
            features.logits(x, out);
            for (int n = 0; n < some; n++) {
                found[first + n] = ReadoutModel.read(out, n);
            }
            workspace.arena().release(mark);
        }
        return found;
    }

    private void perturb(float[] values, Kind kind, int image, int point) {
        RandomStream random = new RandomStream(keys.of(kind.ordinal(), point).withImage(batch.images()[image]));
        float epsilon = threat.epsilon() / BRIGHTEST;
        float[] delta = new float[values.length];
        float largest = 0;
        for (int i = 0; i < delta.length; i++) {
            delta[i] = random.uniform(-1, 1);
            largest = Math.max(largest, Math.abs(delta[i]));
        }
        float[] std = batch.normalisation().std();
        float[] mean = batch.normalisation().mean();
        for (int i = 0; i < delta.length; i++) {
            float change = epsilon
                    * switch (kind) {
                        case INNER -> WITHOUT_GAP * delta[i];
                        case SURFACE -> delta[i] / largest;
                        case CORNER -> Math.signum(delta[i]);
                    };
            int c = i % std.length;
            float pixel = values[i] * std[c] + mean[c];
            values[i] += (Math.clamp(pixel + change, 0f, 1f) - pixel) / std[c];
        }
    }
}
