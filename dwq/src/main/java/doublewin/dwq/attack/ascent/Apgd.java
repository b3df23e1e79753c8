package doublewin.dwq.attack.ascent;

import doublewin.dwq.attack.ActiveImages;
import doublewin.dwq.attack.Attack;
import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.attack.ModelObjective;
import doublewin.dwq.attack.Stop;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Workspace;
import doublewin.engine.tensor.Tensor;
import java.util.SortedMap;

/**
 * Auto-PGD, APGD-CE and APGD-DLR (Croce and Hein, "Reliable evaluation of adversarial robustness with an ensemble of
 * diverse parameter-free attacks", 2020): gradient ascent without a step size to choose.
 *
 * @param threat model, of either ball
 * @param loss that is climbed
 * @param steps of each restart, at least 1; the authors take 100
 * @param restarts random starts, 1 to 1024
 * @param stop when an image is done; with {@link Stop#WHEN_FOOLED} restarts are for the others
 */
public record Apgd(ThreatModel threat, AscentLoss loss, int steps, int restarts, Stop stop)
        implements Attack<DifferentiableModel> {
    /** The authors' number of steps. */
    public static final int STEPS = 100;

    private static final int ID = 3;
    private static final int ID_RATIO = 4;

    /** Checks ranges. */
    public Apgd {
        Ranges.require("APGD", steps, restarts);
        if (loss != AscentLoss.CROSS_ENTROPY && loss != AscentLoss.RATIO) {
            throw new IllegalArgumentException(
                    "APGD: expected " + AscentLoss.CROSS_ENTROPY + " or " + AscentLoss.RATIO + ", found " + loss);
        }
    }

    @Override
    public String name() {
        return "APGD-" + loss.title() + Ranges.name(steps == STEPS ? "" : "-" + steps, restarts, stop);
    }

    @Override
    public int id() {
        return loss == AscentLoss.RATIO ? ID_RATIO : ID;
    }

    @Override
    public SortedMap<String, String> parameters() {
        return Ranges.parameters(threat, steps, restarts, stop);
    }

    @Override
    public GradientFindings perturb(
            DifferentiableModel model, Batch batch, AttackKeys keys, Workspace workspace, Tensor adversarial) {
        ModelObjective objective = new ModelObjective(model, loss.loss(), batch.labels(), workspace);
        return ApgdAscent.restarts(
                ActiveImages.all(batch, threat, workspace), objective, steps, restarts, stop, keys, adversarial);
    }
}
