package doublewin.dwq.attack.ascent;

import doublewin.dwq.attack.ActiveImages;
import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.BestFound;
import doublewin.dwq.attack.DifferentiableObjective;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.attack.ImageLanes;
import doublewin.dwq.attack.ImageSums;
import doublewin.dwq.attack.Restarts;
import doublewin.dwq.attack.Scores;
import doublewin.dwq.attack.Stop;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;

/**
 * One run of APGD (Croce and Hein, 2020): steps with momentum, whose length each image halves on its own, going back to its
 * best point, when a window of steps has not brought enough. With d the {@link Direction} and P the projection,
 *
 * <pre>
 * z       = P(x_i + eta d(g_i))
 * x_(i+1) = P(x_i + a (z - x_i) + (1 - a) (x_i - x_(i-1)))      a = 1 in the first step, then 0.75
 * </pre>
 *
 * <p>(The authors' code compares the first step of the first window with an unfilled 0; this one with the start's loss.)
 */
final class ApgdAscent {
    private static final float MOMENTUM_SHARE = 0.75f;
    /** An image whose steps raised the loss in no more than this share of a window halves its step. */
    private static final double RHO = 0.75;

    private final BestFound found;
    private final GradientFindings findings;
    private final int steps;

    private ActiveImages active;
    private DifferentiableObjective objective;
    /** Of each image: where it is and was, its gradient here, its point of highest loss and the gradient there. */
    private Tensor x;

    private Tensor previous;
    private Tensor gradient;
    private Tensor best;
    private Tensor bestGradient;
    private Progress progress;

    private ApgdAscent(
            ActiveImages active,
            DifferentiableObjective objective,
            int steps,
            BestFound found,
            GradientFindings findings) {
        this.active = active;
        this.objective = objective;
        this.steps = steps;
        this.found = found;
        this.findings = findings;
    }

    /**
     * Climbs from a start.
     *
     * @param objective of the images
     * @param start perturbations, allowed ones
     * @param found is offered every point
     * @param findings is told of gradients that vanish or are not finite
     */
    static void run(
            ActiveImages active,
            DifferentiableObjective objective,
            int steps,
            Tensor start,
            BestFound found,
            GradientFindings findings) {
        Arena.Mark mark = active.workspace().arena().mark();
        new ApgdAscent(active, objective, steps, found, findings).run(start);
        active.workspace().arena().release(mark);
    }

    /** Restarts from the ball's surface, of the images that are not done. */
    static GradientFindings restarts(
            ActiveImages all,
            DifferentiableObjective objective,
            int steps,
            int restarts,
            Stop stop,
            AttackKeys keys,
            Tensor adversarial) {
        Restarts.Search search = (active, restart, found, findings) -> {
            Tensor start = active.allocate();
            RandomStart.surface(active, keys.of(restart, 0), start);
            run(active, objective.at(active.positions()), steps, start, found, findings);
        };
        return Restarts.run(all, restarts, stop, search, adversarial);
    }

    private void run(Tensor start) {
        x = copy(start);
        previous = copy(start);
        gradient = active.allocate();
        Scores scores = active.offer(objective, x, found, gradient);
        tell();
        best = copy(x);
        bestGradient = copy(gradient);
        progress = new Progress(scores.loss(), 2 * active.around().epsilon());
        ApgdSchedule schedule = new ApgdSchedule(steps);
        for (int i = 0; i < steps && pack(); i++) {
            step(i == 0 ? 1 : MOMENTUM_SHARE);
            boolean isLast = i == steps - 1;
            scores = isLast ? active.offer(objective, x, found) : active.offer(objective, x, found, gradient);
            if (!isLast) {
                tell();
            }
            keepBest(scores.loss());
            int window = schedule.endOfWindow();
            if (window > 0) {
                lookBack(window);
            }
        }
    }

    private Tensor copy(Tensor other) {
        Tensor copy = active.allocate();
        copy.copyFrom(other);
        return copy;
    }

    /** Leaves out images that are done, where that saves work; returns whether any is left. */
    private boolean pack() {
        int[] left = active.toDo(found);
        if (left.length == 0) {
            return false;
        }
        if (active.isWorthPacking(left.length)) {
            active = active.at(left);
            objective = objective.at(left);
            x = packed(x, left);
            previous = packed(previous, left);
            gradient = packed(gradient, left);
            best = packed(best, left);
            bestGradient = packed(bestGradient, left);
            progress = progress.at(left);
        }
        return true;
    }

    private Tensor packed(Tensor all, int[] left) {
        Tensor dense = active.allocate();
        ImageLanes.gather(active.workspace().pool(), all, left, dense);
        return dense;
    }

    private void tell() {
        active.tell(gradient, found, findings);
    }

    /** Moves x to the next point, and remembers the one before. */
    private void step(float share) {
        Arena.Mark mark = active.workspace().arena().mark();
        Tensor direction = active.allocate();
        Direction.of(active.threat().ball(), gradient, direction);
        Tensor z = copy(x);
        ImageSums.add(direction, progress.eta, z);
        active.around().project(z);
        for (int i = 0; i < x.elements(); i++) {
            float here = x.array()[x.offset() + i];
            float before = previous.array()[previous.offset() + i];
            float there = z.array()[z.offset() + i];
            previous.array()[previous.offset() + i] = here;
            x.array()[x.offset() + i] = here + share * (there - here) + (1 - share) * (here - before);
        }
        active.around().project(x);
        active.workspace().arena().release(mark);
    }

    private void keepBest(float[] loss) {
        for (int n = 0; n < loss.length; n++) {
            if (progress.enter(n, loss[n])) {
                ImageLanes.copy(x, n, best, n);
                ImageLanes.copy(gradient, n, bestGradient, n);
            }
        }
    }

    private void lookBack(int window) {
        for (int n = 0; n < active.count(); n++) {
            if (progress.halves(n, window)) {
                ImageLanes.copy(best, n, x, n);
                ImageLanes.copy(bestGradient, n, gradient, n);
            }
        }
    }

    /** How each image gets on. */
    private static final class Progress {
        private final float[] eta;
        private final float[] last;
        private final float[] best;
        private final float[] bestBefore;
        private final int[] raised;
        private final boolean[] halved;

        Progress(float[] start, float eta) {
            this.eta = new float[start.length];
            Arrays.fill(this.eta, eta);
            last = start.clone();
            best = start.clone();
            bestBefore = start.clone();
            raised = new int[start.length];
            halved = new boolean[start.length];
            Arrays.fill(halved, true); // so that the second condition cannot hold in the first window
        }

        private Progress(Progress all, int[] chosen) {
            int count = chosen.length;
            eta = new float[count];
            last = new float[count];
            best = new float[count];
            bestBefore = new float[count];
            raised = new int[count];
            halved = new boolean[count];
            for (int n = 0; n < count; n++) {
                eta[n] = all.eta[chosen[n]];
                last[n] = all.last[chosen[n]];
                best[n] = all.best[chosen[n]];
                bestBefore[n] = all.bestBefore[chosen[n]];
                raised[n] = all.raised[chosen[n]];
                halved[n] = all.halved[chosen[n]];
            }
        }

        Progress at(int[] chosen) {
            return new Progress(this, chosen);
        }

        /** Enters the loss after a step; returns whether it is the highest so far. */
        boolean enter(int n, float loss) {
            raised[n] += loss > last[n] ? 1 : 0;
            last[n] = loss;
            boolean isBest = loss > best[n];
            best[n] = isBest ? loss : best[n];
            return isBest;
        }

        /** Whether a window of steps brought so little that the image halves its step, which it then has. */
        boolean halves(int n, int window) {
            boolean oscillates = raised[n] <= RHO * window;
            boolean stands = !halved[n] && best[n] <= bestBefore[n];
            halved[n] = oscillates || stands;
            bestBefore[n] = best[n];
            raised[n] = 0;
            eta[n] *= halved[n] ? 0.5f : 1;
            return halved[n];
        }
    }
}
