package doublewin.dwq.attack.distance;

import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.ImageValues;
import doublewin.dwq.attack.Neighbourhood;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Workspace;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/** The images of a batch in tanh space, where {@code pixel = (tanh(w) + 1) / 2}, and the optimiser that moves them. */
final class TanhImages {
    /** No bound but that of valid images. */
    static final ThreatModel BOX = new ThreatModel(Ball.LINF, 255);

    /** Keeps black and white pixels, whose w would be infinite, at a finite one. */
    private static final double SHRINKING = 0.999999;

    private final Penalty penalty;
    private final WorkerPool pool;
    private final Adam adam;

    /** w of the clean images. */
    private final Tensor start;

    /** Pixels of the clean images as tanh space has them: changes are counted from here. */
    private final Tensor anchor;

    private final Tensor w;

    /**
     * What pulls an image at an iterate.
     *
     * @param constant weight of the margin
     * @param threshold of the penalty
     */
    record Pull(double constant, double threshold) {
        /** Where the margin is at its aim. */
        Pull withoutMargin() {
            return new Pull(0, threshold);
        }
    }

    /** All at the clean images; takes memory of the workspace, which whoever called gives back. */
    TanhImages(Batch batch, Penalty penalty, double rate, Workspace workspace) {
        Arena arena = workspace.arena();
        Shape shape = batch.x().shape();
        this.penalty = penalty;
        this.pool = workspace.pool();
        this.start = arena.allocate(shape);
        this.anchor = arena.allocate(shape);
        this.w = arena.allocate(shape);
        this.adam = new Adam(rate, arena.allocate(shape), arena.allocate(shape));
        Arena.Mark mark = arena.mark();
        Tensor negative = new Neighbourhood(batch, BOX, arena).lower();
        pool.run(shape.images(), (n, scratch) -> {
            float[] values = ImageValues.read(negative, n);
            float[] pixels = new float[values.length];
            for (int i = 0; i < values.length; i++) {
                double centred = SHRINKING * (-2.0 * values[i] - 1);
                values[i] = (float) (0.5 * StrictMath.log((1 + centred) / (1 - centred)));
                pixels[i] = pixel(values[i]);
            }
            ImageValues.write(values, start, n);
            ImageValues.write(pixels, anchor, n);
        });
        arena.release(mark);
        w.copyFrom(start);
    }

    /**
     * Looks at images.
     *
     * @param active their positions in the batch
     * @param box of these images, packed densely
     * @param delta overwritten with their perturbations, packed densely
     */
    void show(int[] active, Neighbourhood box, Tensor delta) {
        delta.fill(0);
        pool.run(active.length, (i, scratch) -> {
            float[] values = ImageValues.read(w, active[i]);
            float[] negative = ImageValues.read(box.lower(), i);
            for (int j = 0; j < values.length; j++) {
                values[j] = pixel(values[j]) + negative[j];
            }
            ImageValues.write(values, delta, i);
        });
        box.clamp(delta);
    }

    /** The penalty of each image {@code active[i]} under {@code pulls[i]}. */
    double[] penalties(int[] active, Pull[] pulls) {
        double[] penalties = new double[active.length];
        pool.run(active.length, (i, scratch) -> {
            float[] values = ImageValues.read(w, active[i]);
            float[] from = ImageValues.read(anchor, active[i]);
            double sum = 0;
            for (int j = 0; j < values.length; j++) {
                sum += penalty.of(pixel(values[j]) - from[j], pulls[i].threshold());
            }
            penalties[i] = sum;
        });
        return penalties;
    }

    /**
     * Moves images as their searches say.
     *
     * @param active their positions in the batch
     * @param next what becomes of each
     * @param pulls at the present iterate
     * @param dx the gradient of the negative margin by pixels, packed densely; not read where nothing pulls at the margin
     */
    void go(int[] active, ImageSearch.Next[] next, Pull[] pulls, Tensor dx) {
        pool.run(active.length, (i, scratch) -> {
            int n = active[i];
            switch (next[i]) {
                case DESCEND -> descend(n, pulls[i], ImageValues.read(dx, i));
                case START_AGAIN -> {
                    ImageValues.write(ImageValues.read(start, n), w, n);
                    adam.reset(n);
                }
                case GO_ON_AFRESH -> adam.reset(n);
                case DONE -> {}
            }
        });
    }

    private void descend(int n, Pull pull, float[] rise) {
        adam.begin(n);
        float[] values = ImageValues.read(w, n);
        float[] from = ImageValues.read(anchor, n);
        int first = LaneFormat.index(w.shape(), n, 0, 0, 0);
        for (int j = 0; j < values.length; j++) {
            double tanh = StrictMath.tanh(values[j]);
            double byPixel = penalty.slope((float) ((tanh + 1) / 2) - from[j], pull.threshold());
            if (pull.constant() > 0) {
                byPixel -= pull.constant() * rise[j];
            }
            double gradient = byPixel * (1 - tanh * tanh) / 2;
            values[j] += (float) adam.move(first + j * Shape.LANES, n, gradient);
        }
        ImageValues.write(values, w, n);
    }

    private static float pixel(float w) {
        return (float) ((StrictMath.tanh(w) + 1) / 2);
    }
}
