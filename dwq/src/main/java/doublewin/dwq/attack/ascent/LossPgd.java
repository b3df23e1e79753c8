package doublewin.dwq.attack.ascent;

import doublewin.dwq.attack.ActiveImages;
import doublewin.dwq.attack.Attack;
import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.attack.ModelObjective;
import doublewin.dwq.attack.Restarts;
import doublewin.dwq.attack.Stop;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Workspace;
import doublewin.engine.tensor.Tensor;
import java.util.SortedMap;

/**
 * Projected gradient descent (Madry et al., 2018) on any loss, from uniform starts, keeping the best of all points. On
 * {@link AscentLoss#CARLINI} it is what is usually called CW-Inf. ({@link doublewin.dwq.attack.Pgd} is the rule of the
 * paper's official code, which returns the last point.)
 *
 * @param threat model, of either ball
 * @param loss that is climbed
 * @param steps of each restart, at least 1
 * @param alpha length of a step as n of n/255
 * @param restarts random starts, 1 to 1024
 * @param stop when an image is done; with {@link Stop#WHEN_FOOLED} restarts are for the others
 */
public record LossPgd(ThreatModel threat, AscentLoss loss, int steps, float alpha, int restarts, Stop stop)
        implements Attack<DifferentiableModel> {
    private static final int ID = 2;
    private static final float BRIGHTEST = 255;

    /** Checks ranges. */
    public LossPgd {
        Ranges.require("PGD", steps, restarts);
        ThreatModel.requireRange("alpha", alpha);
    }

    @Override
    public String name() {
        return "PGD-" + loss.title() + Ranges.name("-" + steps, restarts, stop);
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public SortedMap<String, String> parameters() {
        SortedMap<String, String> parameters = Ranges.parameters(threat, steps, restarts, stop);
        parameters.put("alpha", Float.toString(alpha));
        if (threat.ball() == Ball.L2) {
            parameters.put("start", "length apart"); // Once, it depended on the direction.
        }
        return parameters;
    }

    @Override
    public GradientFindings perturb(
            DifferentiableModel model, Batch batch, AttackKeys keys, Workspace workspace, Tensor adversarial) {
        ModelObjective objective = new ModelObjective(model, loss.loss(), batch.labels(), workspace);
        Restarts.Search search = (active, restart, found, findings) -> {
            Tensor start = active.allocate();
            RandomStart.uniform(active, keys.of(restart, 0), start);
            FixedStepAscent.run(
                    active, objective.at(active.positions()), steps, alpha / BRIGHTEST, start, found, findings);
        };
        return Restarts.run(ActiveImages.all(batch, threat, workspace), restarts, stop, search, adversarial);
    }
}
