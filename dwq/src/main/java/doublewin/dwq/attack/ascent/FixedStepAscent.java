package doublewin.dwq.attack.ascent;

import doublewin.dwq.attack.ActiveImages;
import doublewin.dwq.attack.BestFound;
import doublewin.dwq.attack.DifferentiableObjective;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.attack.ImageLanes;
import doublewin.dwq.attack.ImageSums;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;

/** Projected gradient ascent with steps of one length (Madry et al., 2018). */
final class FixedStepAscent {
    private FixedStepAscent() {}

    /**
     * Climbs from a start.
     *
     * @param loss of the images
     * @param alpha length of a step, in pixel units
     * @param start perturbations, allowed ones
     * @param found is offered every point
     * @param findings is told of gradients that vanish or are not finite
     */
    static void run(
            ActiveImages images,
            DifferentiableObjective loss,
            int steps,
            float alpha,
            Tensor start,
            BestFound found,
            GradientFindings findings) {
        Arena arena = images.workspace().arena();
        Arena.Mark mark = arena.mark();
        ActiveImages active = images;
        DifferentiableObjective objective = loss;
        Tensor x = active.allocate();
        x.copyFrom(start);
        for (int i = 0; i < steps; i++) {
            Tensor gradient = active.allocate();
            active.offer(objective, x, found, gradient);
            active.tell(gradient, found, findings);
            step(active, alpha, gradient, x);
            int[] left = active.toDo(found);
            if (left.length == 0) {
                arena.release(mark);
                return;
            }
            if (active.isWorthPacking(left.length)) {
                active = active.at(left);
                objective = objective.at(left);
                Tensor dense = active.allocate();
                ImageLanes.gather(active.workspace().pool(), x, left, dense);
                x = dense;
            } else {
                arena.free(gradient);
            }
        }
        active.offer(objective, x, found);
        arena.release(mark);
    }

    /** Moves x by alpha along the gradient, and back into the ball. */
    static void step(ActiveImages active, float alpha, Tensor gradient, Tensor x) {
        Arena.Mark mark = active.workspace().arena().mark();
        Tensor direction = active.allocate();
        Direction.of(active.threat().ball(), gradient, direction);
        float[] lengths = new float[active.count()];
        Arrays.fill(lengths, alpha);
        ImageSums.add(direction, lengths, x);
        active.around().project(x);
        active.workspace().arena().release(mark);
    }
}
