package doublewin.dwq.attack.ascent;

import doublewin.dwq.attack.ActiveImages;
import doublewin.dwq.attack.Attack;
import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.BestFound;
import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.attack.ModelObjective;
import doublewin.dwq.attack.Stop;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Workspace;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Tensor;
import java.util.SortedMap;

/**
 * The fast gradient sign method (Goodfellow et al., 2015): one step of epsilon along the sign of the cross-entropy's
 * gradient at the clean image; in the L2 ball along the gradient itself. The step is taken whether it fools or not.
 *
 * @param threat model, of either ball
 */
public record Fgsm(ThreatModel threat) implements Attack<DifferentiableModel> {
    private static final int ID = 1;

    @Override
    public String name() {
        return "FGSM";
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public SortedMap<String, String> parameters() {
        return threat.parameters();
    }

    @Override
    public GradientFindings perturb(
            DifferentiableModel model, Batch batch, AttackKeys keys, Workspace workspace, Tensor adversarial) {
        Arena.Mark mark = workspace.arena().mark();
        ModelObjective objective =
                new ModelObjective(model, AscentLoss.CROSS_ENTROPY.loss(), batch.labels(), workspace);
        ActiveImages active = ActiveImages.all(batch, threat, workspace);
        GradientFindings findings = new GradientFindings();
        BestFound found = new BestFound(active.allocate(), Stop.NEVER);
        Tensor delta = active.allocate();
        Tensor gradient = active.allocate();
        delta.fill(0);
        active.offer(objective, delta, found, gradient);
        active.tell(gradient, found, findings);
        FixedStepAscent.step(active, active.around().epsilon(), gradient, delta);
        active.around().show(delta, adversarial);
        workspace.arena().release(mark);
        return findings;
    }
}
