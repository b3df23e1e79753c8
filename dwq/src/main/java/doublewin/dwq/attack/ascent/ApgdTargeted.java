package doublewin.dwq.attack.ascent;

import doublewin.dwq.attack.ActiveImages;
import doublewin.dwq.attack.Attack;
import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.CleanOrder;
import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.attack.LogitLoss;
import doublewin.dwq.attack.ModelObjective;
import doublewin.dwq.attack.Restarts;
import doublewin.dwq.attack.Stop;
import doublewin.dwq.attack.TargetedRatio;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Workspace;
import doublewin.engine.tensor.Tensor;
import java.util.SortedMap;

/**
 * APGD-T (Croce and Hein, 2020): one run of APGD on the targeted {@link TargetedRatio} for each of the classes with the
 * highest clean logits but for the highest, up to nine of them. Any misclassification counts.
 *
 * @param threat model, of either ball
 * @param steps of each run, at least 1; the authors take 100
 * @param stop when an image is done; with {@link Stop#WHEN_FOOLED} further targets are for the others
 */
public record ApgdTargeted(ThreatModel threat, int steps, Stop stop) implements Attack<DifferentiableModel> {
    private static final int ID = 5;
    private static final int LEAST_CLASSES = 4;

    /** Checks ranges. */
    public ApgdTargeted {
        Ranges.require("APGD-T", steps, 1);
    }

    @Override
    public String name() {
        return "APGD-T" + Ranges.name(steps == Apgd.STEPS ? "" : "-" + steps, 1, stop);
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public SortedMap<String, String> parameters() {
        return Ranges.parameters(threat, steps, 1, stop);
    }

    @Override
    public GradientFindings perturb(
            DifferentiableModel model, Batch batch, AttackKeys keys, Workspace workspace, Tensor adversarial) {
        if (model.classes() < LEAST_CLASSES) {
            throw new IllegalArgumentException("APGD-T: expected at least " + LEAST_CLASSES + " classes, found "
                    + model.classes() + "; use APGD-CE, or APGD-DLR for three");
        }
        CleanOrder order = CleanOrder.of(model, batch, workspace);
        Restarts.Search search = (active, run, found, findings) -> {
            LogitLoss loss = new TargetedRatio(order.targets(run, active.positions()));
            ModelObjective aimed =
                    new ModelObjective(model, loss, active.batch().labels(), workspace);
            Tensor start = active.allocate();
            RandomStart.surface(active, keys.of(run, 0), start);
            ApgdAscent.run(active, aimed, steps, start, found, findings);
        };
        ActiveImages all = ActiveImages.all(batch, threat, workspace);
        return Restarts.run(all, CleanOrder.targets(model.classes()), stop, search, adversarial);
    }
}
