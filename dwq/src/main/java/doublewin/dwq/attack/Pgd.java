package doublewin.dwq.attack;

import doublewin.engine.kernel.lane.Elementwise;
import doublewin.engine.kernel.point.PerturbationBounds;
import doublewin.engine.random.RandomKey;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Tensor;
import java.util.SortedMap;

/**
 * Projected gradient descent (Madry et al., 2018) on the cross-entropy, by the rule of the paper's official code: only
 * images that are still classified correctly move on, so an image that is wrong from the start keeps its first
 * perturbation.
 *
 * @param threat model; its ball is Linf
 * @param steps gradient steps of each restart, at least 1
 * @param alpha length of a step as n of n/255
 * @param restarts random starts, 1 to 1024; the one with the highest cross-entropy counts, image by image, and the
 *     latest of equals
 */
public record Pgd(ThreatModel threat, int steps, float alpha, int restarts) implements Attack<DifferentiableModel> {
    private static final int ID = 0;
    private static final int MAX_RESTARTS = RandomKey.MAX_RESTART + 1;

    /** Checks ball and ranges. */
    public Pgd {
        threat.requireBall("PGD", Ball.LINF);
        ThreatModel.requireRange("alpha", alpha);
        if (steps < 1) {
            throw new IllegalArgumentException("PGD: expected at least 1 step, found " + steps);
        }
        if (restarts < 1 || restarts > MAX_RESTARTS) {
            throw new IllegalArgumentException("PGD: expected 1 to " + MAX_RESTARTS + " restarts, found " + restarts);
        }
    }

    @Override
    public String name() {
        return "PGD-" + steps + (restarts > 1 ? " x " + restarts : "");
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public SortedMap<String, String> parameters() {
        SortedMap<String, String> parameters = threat.parameters();
        parameters.put("steps", Integer.toString(steps));
        parameters.put("alpha", Float.toString(alpha));
        parameters.put("restarts", Integer.toString(restarts));
        return parameters;
    }

    @Override
    public GradientFindings perturb(
            DifferentiableModel model, Batch batch, AttackKeys keys, Workspace workspace, Tensor adversarial) {
        PgdAscent ascent = ascent(model, batch, workspace);
        start(batch, keys, 0, workspace, adversarial);
        ascent.run(steps, adversarial);
        if (restarts > 1) {
            keepWorst(ascent, batch, keys, workspace, adversarial);
        }
        Elementwise.add(workspace.pool(), batch.x(), adversarial, adversarial);
        return ascent.findings();
    }

    /** All further restarts; an image's perturbation is replaced by one with the same or a higher loss. */
    private void keepWorst(PgdAscent ascent, Batch batch, AttackKeys keys, Workspace workspace, Tensor delta) {
        Arena.Mark mark = workspace.arena().mark();
        Tensor challenger = workspace.arena().allocate(delta.shape());
        float[] highest = ascent.losses(delta);
        for (int restart = 1; restart < restarts; restart++) {
            start(batch, keys, restart, workspace, challenger);
            ascent.run(steps, challenger);
            float[] losses = ascent.losses(challenger);
            for (int n = 0; n < losses.length; n++) {
                if (losses[n] >= highest[n]) {
                    highest[n] = losses[n];
                    ImageLanes.copy(challenger, n, delta, n);
                }
            }
        }
        workspace.arena().release(mark);
    }

    /**
     * The first perturbation of a restart: uniform in +-epsilon, clamped to valid images.
     *
     * @param delta overwritten, of the shape of the batch's images
     */
    public void start(Batch batch, AttackKeys keys, int restart, Workspace workspace, Tensor delta) {
        UniformStart.fill(workspace.pool(), keys.of(restart, 0), batch.images(), batch.x(), bounds(batch), delta);
    }

    /**
     * The steps of one restart.
     *
     * @param delta the perturbation before, then after
     */
    public void ascend(DifferentiableModel model, Batch batch, Workspace workspace, Tensor delta) {
        ascent(model, batch, workspace).run(steps, delta);
    }

    private PgdAscent ascent(DifferentiableModel model, Batch batch, Workspace workspace) {
        return new PgdAscent(model, batch, bounds(batch), workspace);
    }

    private PerturbationBounds bounds(Batch batch) {
        return threat.bounds(batch.normalisation(), alpha);
    }
}
