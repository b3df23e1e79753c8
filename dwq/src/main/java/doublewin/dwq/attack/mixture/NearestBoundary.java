package doublewin.dwq.attack.mixture;

import doublewin.dwq.attack.ActiveImages;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.attack.ImageLanes;
import doublewin.dwq.attack.ImageNorms;
import doublewin.dwq.attack.LogitDifference;
import doublewin.dwq.attack.ModelObjective;
import doublewin.dwq.attack.Scores;
import doublewin.dwq.attack.SortedLogits;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;

/**
 * The boundary of a model that lies nearest, to first order, between the class that it predicts and those next to it.
 *
 * @param active images
 * @param model whose boundary it is
 * @param classes how many of the classes with the next largest logits are looked at
 */
record NearestBoundary(ActiveImages active, DifferentiableModel model, int classes) {
    private static final double SMALL = 1e-10;

    /**
     * The distance of each image's nearest boundary, in pixel units.
     *
     * @param delta where the images are
     * @param normal overwritten with the gradient, by pixels, of the predicted class's lead over the class beyond it
     * @param findings is told of gradients that vanish or are not finite
     */
    double[] of(Tensor delta, Tensor normal, GradientFindings findings) {
        Arena arena = active.workspace().arena();
        Arena.Mark mark = arena.mark();
        int[][] order = order(delta);
        int[] predicted = Arrays.stream(order)
                .mapToInt(classesOfImage -> classesOfImage[0])
                .toArray();
        double[] nearest = new double[active.count()];
        Arrays.fill(nearest, Double.POSITIVE_INFINITY);
        Tensor w = active.allocate();
        normal.fill(0);
        for (int rank = 1; rank <= classes; rank++) {
            int beyond = rank;
            int[] other = Arrays.stream(order)
                    .mapToInt(classesOfImage -> classesOfImage[beyond])
                    .toArray();
            ModelObjective lead = new ModelObjective(
                    model, new LogitDifference(predicted, other), active.batch().labels(), active.workspace());
            Scores scores = active.score(lead, delta, w);
            double[] norms = norms(w);
            for (int n = 0; n < nearest.length; n++) {
                findings.add(active.positions()[n], (float) norms[n]);
                double zeta = Math.abs(scores.loss()[n]) / (norms[n] + SMALL);
                if (zeta < nearest[n]) {
                    nearest[n] = zeta;
                    ImageLanes.copy(w, n, normal, n);
                }
            }
        }
        arena.release(mark);
        return nearest;
    }

    private double[] norms(Tensor w) {
        double[] norms = new double[active.count()];
        if (active.threat().ball() == Ball.LINF) {
            ImageNorms.l1(w, norms);
        } else {
            ImageNorms.l2(w, norms);
        }
        return norms;
    }

    private int[][] order(Tensor delta) {
        Tensor shown = active.allocate();
        active.around().show(delta, shown);
        Tensor logits = active.workspace().arena().allocate(Shape.lanes(active.count(), 1, 1, model.classes()));
        model.logits(shown, logits);
        int[][] order = new int[active.count()][];
        for (int n = 0; n < order.length; n++) {
            order[n] = SortedLogits.descending(logits, n);
        }
        return order;
    }
}
