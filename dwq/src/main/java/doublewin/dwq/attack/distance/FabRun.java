package doublewin.dwq.attack.distance;

import doublewin.dwq.attack.ActiveImages;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.attack.ImageLanes;
import doublewin.dwq.attack.ImageNorms;
import doublewin.dwq.attack.ModelObjective;
import doublewin.dwq.attack.Scores;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.stream.IntStream;

/**
 * One run of FAB towards one target class of each image: with f the target's logit less the true class's and w its gradient
 * at x, both x and the clean image x0 are projected onto the plane on which f would be 0, and x moves past the plane, a
 * little towards x0's projection. Where the model errs, the image is kept if it is the nearest so far, and x goes a step
 * back towards x0.
 */
final class FabRun {
    private static final double MOST_OF_CLEAN = 0.1;
    private static final double OVERSHOOT = 1.05;
    private static final double BACKWARD = 0.9;
    private static final double FLOOR = 1e-8;

    private final Ball ball;
    private final NearestFound nearest;
    private final GradientFindings findings;
    private ActiveImages active;
    private ModelObjective objective;
    private Tensor x;

    private FabRun(
            Ball ball,
            ActiveImages active,
            ModelObjective objective,
            Tensor start,
            NearestFound nearest,
            GradientFindings findings) {
        this.ball = ball;
        this.active = active;
        this.objective = objective;
        this.nearest = nearest;
        this.findings = findings;
        this.x = start;
    }

    /**
     * Takes the steps of a run.
     *
     * @param ball in which distances are measured
     * @param active images with the box alone around them
     * @param objective the logit difference of those images
     * @param start perturbations, changed by the run
     */
    static void run(
            Ball ball,
            ActiveImages active,
            ModelObjective objective,
            int steps,
            Tensor start,
            NearestFound nearest,
            GradientFindings findings) {
        Arena.Mark mark = active.workspace().arena().mark();
        FabRun run = new FabRun(ball, active, objective, start, nearest, findings);
        for (int i = 0; i < steps && run.pack(); i++) {
            run.step();
        }
        for (int n = 0; n < run.active.count(); n++) {
            nearest.fallBack(run.x, n, run.active.positions()[n]);
        }
        active.workspace().arena().release(mark);
    }

    private boolean pack() {
        int[] left = IntStream.range(0, active.count())
                .filter(n -> !nearest.isDone(active.positions()[n]))
                .toArray();
        if (left.length > 0 && active.isWorthPacking(left.length)) {
            active = active.at(left);
            objective = objective.at(left);
            Tensor dense = active.allocate();
            ImageLanes.gather(active.workspace().pool(), x, left, dense);
            x = dense;
        }
        return left.length > 0;
    }

    private void step() {
        Arena.Mark mark = active.workspace().arena().mark();
        Tensor gradient = active.allocate();
        Scores here = active.score(objective, x, gradient);
        tell(gradient);
        active.workspace().pool().run(active.count(), (n, scratch) -> move(n, here.loss()[n], gradient));
        Scores there = active.score(objective, x);
        for (int n = 0; n < active.count(); n++) {
            if (there.accuracy()[n] == 0) {
                nearest.offer(x, n, active.positions()[n]);
                scale(n, BACKWARD);
            }
        }
        active.workspace().arena().release(mark);
    }

    private void tell(Tensor gradient) {
        double[] norms = new double[active.count()];
        ImageNorms.l1(gradient, norms);
        for (int n = 0; n < norms.length; n++) {
            if (!nearest.isDone(active.positions()[n])) {
                findings.add(active.positions()[n], (float) norms[n]);
            }
        }
    }

    private int index(int n, int value) {
        Shape shape = x.shape();
        int pixel = value / shape.channels();
        return LaneFormat.index(shape, n, pixel / shape.width(), pixel % shape.width(), value % shape.channels());
    }

    /** Moves one image, if its gradient leads anywhere. */
    private void move(int n, double f, Tensor gradient) {
        Shape shape = x.shape();
        int values = shape.height() * shape.width() * shape.channels();
        double[] w = new double[values];
        double[] delta = new double[values];
        double[] down = new double[values];
        double[] up = new double[values];
        double alongDelta = 0;
        double magnitude = 0;
        for (int j = 0; j < values; j++) {
            int at = index(n, j);
            w[j] = gradient.get(at);
            delta[j] = x.get(at);
            down[j] = delta[j] - active.around().lower().get(at);
            up[j] = active.around().upper().get(at) - delta[j];
            alongDelta += w[j] * delta[j];
            magnitude += Math.abs(w[j]);
        }
        if (!(magnitude > 0 && Double.isFinite(magnitude))) {
            return;
        }
        // On the plane f + w . (v - x) = 0; seen from x0 it lies w . delta farther.
        double[] fromHere = new double[values];
        double[] fromClean = new double[values];
        HyperplaneProjection.displacement(ball, w, f, down, up, fromHere);
        for (int j = 0; j < values; j++) {
            down[j] -= delta[j];
            up[j] += delta[j];
        }
        HyperplaneProjection.displacement(ball, w, f - alongDelta, down, up, fromClean);
        double here = Math.max(length(fromHere), FLOOR);
        double clean = Math.max(length(fromClean), FLOOR);
        double share = Math.min(here / (here + clean), MOST_OF_CLEAN);
        for (int j = 0; j < values; j++) {
            double moved = (1 - share) * (delta[j] + OVERSHOOT * fromHere[j]) + share * OVERSHOOT * fromClean[j];
            int at = index(n, j);
            x.set(at, (float) Math.clamp(
                    moved,
                    active.around().lower().get(at),
                    active.around().upper().get(at)));
        }
    }

    private double length(double[] move) {
        return NearestFound.length(ball, move);
    }

    private void scale(int n, double factor) {
        int values = x.shape().height() * x.shape().width() * x.shape().channels();
        for (int j = 0; j < values; j++) {
            int at = index(n, j);
            x.set(at, (float) (factor * x.get(at)));
        }
    }
}
