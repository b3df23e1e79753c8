package doublewin.dwq.attack.distance;

import doublewin.dwq.attack.ActiveImages;
import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.ImageLanes;
import doublewin.dwq.attack.ImageSums;
import doublewin.dwq.attack.Margin;
import doublewin.dwq.attack.QueryObjective;
import doublewin.dwq.attack.Scores;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;

/**
 * The boundary on the way from each clean image to its nearest found one, by a few steps of linear interpolation of the
 * margin between a point that is right and one that is wrong (Croce and Hein, 2020, "final search").
 */
final class FinalSearch {
    private static final int STEPS = 3;
    /** Steps go this much of the rest past the boundary, so that they end where the model errs. */
    private static final double PAST = 0.05;

    private FinalSearch() {}

    /** Brings what was found nearer where it can; images that are done or not found stay. */
    static void run(DifferentiableModel model, ActiveImages all, NearestFound nearest) {
        double[] distances = nearest.distances();
        int[] chosen = Arrays.stream(nearest.toDo())
                .filter(n -> distances[n] > 0 && !Double.isInfinite(distances[n]))
                .toArray();
        if (chosen.length == 0) {
            return;
        }
        Arena arena = all.workspace().arena();
        Arena.Mark mark = arena.mark();
        ActiveImages active = all.at(chosen);
        QueryObjective objective =
                new QueryObjective(model, Margin.UNBOUNDED, active.batch().labels(), active.workspace());
        Tensor whole = active.allocate();
        ImageLanes.gather(active.workspace().pool(), nearest.delta(), chosen, whole);
        float[] right = new float[chosen.length];
        float[] wrong = new float[chosen.length];
        Arrays.fill(wrong, 1);
        double[] marginRight = margins(active, objective, whole, right);
        double[] marginWrong = margins(active, objective, whole, wrong);
        for (int step = 0; step < STEPS; step++) {
            float[] at = new float[chosen.length];
            for (int n = 0; n < at.length; n++) {
                double share = marginRight[n] / (marginRight[n] - marginWrong[n]);
                double there = right[n] + (wrong[n] - right[n]) * (share + PAST * (1 - share));
                at[n] = share >= 0 && share <= 1 ? (float) there : (right[n] + wrong[n]) / 2;
            }
            Tensor tried = scaled(active, whole, at);
            Scores scores = active.score(objective, tried);
            for (int n = 0; n < at.length; n++) {
                if (scores.accuracy()[n] == 0) {
                    nearest.offer(tried, n, active.positions()[n]);
                    wrong[n] = at[n];
                    marginWrong[n] = scores.margin()[n];
                } else {
                    right[n] = at[n];
                    marginRight[n] = scores.margin()[n];
                }
            }
        }
        arena.release(mark);
    }

    private static double[] margins(ActiveImages active, QueryObjective objective, Tensor whole, float[] share) {
        return active.score(objective, scaled(active, whole, share)).margin();
    }

    private static Tensor scaled(ActiveImages active, Tensor whole, float[] shares) {
        Tensor part = active.allocate();
        part.copyFrom(whole);
        ImageSums.scale(part, shares);
        return part;
    }
}
