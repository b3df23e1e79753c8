package doublewin.dwq.attack.distance;

import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.DifferentiableObjective;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.attack.ImageLanes;
import doublewin.dwq.attack.Neighbourhood;
import doublewin.dwq.attack.Scores;
import doublewin.dwq.attack.Workspace;
import doublewin.engine.kernel.point.LargestMagnitude;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The descent of Carlini and Wagner (2017): pixels are {@code (tanh(w) + 1) / 2}, which are valid for every w, and Adam lowers
 * {@code penalty + c max(margin + kappa, 0)} over w. Each image has its own search for c, threshold and end, so that it does
 * not depend on others; those that are under way are packed densely.
 */
final class TanhDescent {
    private final Settings settings;
    private final DifferentiableObjective objective;
    private final Batch batch;
    private final Workspace workspace;
    private final TanhImages images;
    private final ClosestFound found;
    private final GradientFindings findings = new GradientFindings();

    /**
     * What all images share.
     *
     * @param ball whose norm measures distances
     * @param kappa by how much another class shall be ahead
     * @param rate of Adam
     */
    record Settings(Penalty penalty, Ball ball, float kappa, double rate) {}

    /**
     * A descent of all images of a batch from the clean ones. It takes memory of the workspace, which whoever called gives back.
     *
     * @param objective whose loss is the negative margin
     */
    TanhDescent(Settings settings, DifferentiableObjective objective, Batch batch, Workspace workspace) {
        this.settings = settings;
        this.objective = objective;
        this.batch = batch;
        this.workspace = workspace;
        this.images = new TanhImages(batch, settings.penalty(), settings.rate(), workspace);
        this.found = new ClosestFound(workspace.arena().allocate(batch.x().shape()));
    }

    GradientFindings findings() {
        return findings;
    }

    /**
     * Descends until all searches are done. What is found for an image is what its search called better last; where it called
     * nothing so, the perturbation is that of the last iterate.
     *
     * @param searches one an image
     */
    ClosestFound run(List<? extends ImageSearch> searches) {
        int[] active = IntStream.range(0, searches.size()).toArray();
        while (active.length > 0) {
            active = step(active, searches);
        }
        Arena.Mark mark = workspace.arena().mark();
        Tensor last = workspace.arena().allocate(batch.x().shape());
        int[] all = IntStream.range(0, searches.size()).toArray();
        images.show(all, new Neighbourhood(batch, TanhImages.BOX, workspace.arena()), last);
        for (int n : all) {
            if (!found.isFound(n)) {
                ImageLanes.copy(last, n, found.delta(), n);
            }
        }
        workspace.arena().release(mark);
        return found;
    }

    /** Evaluates the images {@code active} and moves them. Returns those that are not done. */
    private int[] step(int[] active, List<? extends ImageSearch> searches) {
        Arena arena = workspace.arena();
        Arena.Mark mark = arena.mark();
        Batch dense = batch.at(active, workspace);
        Neighbourhood box = new Neighbourhood(dense, TanhImages.BOX, arena);
        Tensor delta = arena.allocate(dense.x().shape());
        Tensor shown = arena.allocate(dense.x().shape());
        Tensor dx = arena.allocate(dense.x().shape());
        Scores scores = Scores.of(active.length);
        images.show(active, box, delta);
        box.show(delta, shown);
        objective.at(active).gradient(shown, scores, dx);
        float[] steepest = new float[active.length];
        LargestMagnitude.ofImages(workspace.pool(), dx, steepest);
        box.byPixels(dx);
        TanhImages.Pull[] pulls = new TanhImages.Pull[active.length];
        for (int i = 0; i < active.length; i++) {
            ImageSearch search = searches.get(active[i]);
            pulls[i] = new TanhImages.Pull(search.constant(), search.threshold());
        }
        double[] penalties = images.penalties(active, pulls);
        double[] distances = Lengths.of(settings.ball(), delta, workspace.pool());
        ImageSearch.Next[] next = new ImageSearch.Next[active.length];
        for (int i = 0; i < active.length; i++) {
            int n = active[i];
            double toGo = Math.max(scores.margin()[i] + settings.kappa(), 0);
            boolean adversarial = scores.accuracy()[i] == 0 && scores.margin()[i] <= -settings.kappa();
            ImageSearch.Iterate iterate = new ImageSearch.Iterate(
                    penalties[i], penalties[i] + pulls[i].constant() * toGo, distances[i], adversarial);
            if (searches.get(n).isBetter(iterate)) {
                found.replace(delta, i, n, distances[i]);
            }
            next[i] = searches.get(n).observe(iterate);
            if (toGo == 0) {
                pulls[i] = pulls[i].withoutMargin();
            } else if (!isUsable(n, steepest[i]) && next[i] == ImageSearch.Next.DESCEND) {
                next[i] = searches.get(n).abandon();
            }
        }
        images.go(active, next, pulls, dx);
        arena.release(mark);
        return IntStream.range(0, active.length)
                .filter(i -> next[i] != ImageSearch.Next.DONE)
                .map(i -> active[i])
                .toArray();
    }

    private boolean isUsable(int image, float steepest) {
        findings.add(image, steepest);
        return steepest > 0 && Float.isFinite(steepest);
    }
}
