package doublewin.dwq.attack.ascent;

import doublewin.dwq.attack.Attack;
import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Workspace;
import doublewin.engine.tensor.Tensor;
import java.util.SortedMap;

/** An attack under another id, which draws what that one draws. */
record Renamed(Attack<DifferentiableModel> attack, int id) implements Attack<DifferentiableModel> {
    @Override
    public String name() {
        return attack.name();
    }

    @Override
    public ThreatModel threat() {
        return attack.threat();
    }

    @Override
    public SortedMap<String, String> parameters() {
        return attack.parameters();
    }

    @Override
    public GradientFindings perturb(
            DifferentiableModel model, Batch batch, AttackKeys keys, Workspace workspace, Tensor adversarial) {
        return attack.perturb(model, batch, keys, workspace, adversarial);
    }
}
