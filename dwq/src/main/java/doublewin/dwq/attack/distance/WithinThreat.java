package doublewin.dwq.attack.distance;

import doublewin.dwq.attack.Attack;
import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.attack.ImageLanes;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Workspace;
import doublewin.engine.tensor.Tensor;
import java.util.SortedMap;
import java.util.stream.IntStream;

/**
 * An attack that knows of no epsilon, judged within one: an image whose nearest adversarial one is farther away is left
 * clean, as if nothing had been found.
 *
 * @param attack whose distances are judged by its own threat model
 */
public record WithinThreat(DistanceAttack attack) implements Attack<DifferentiableModel> {
    @Override
    public String name() {
        return attack.name() + ", within epsilon";
    }

    @Override
    public int id() {
        return attack.id();
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
        Distances found = attack.closest(model, batch, keys, workspace, adversarial);
        int[] beyond = IntStream.range(0, batch.images().length)
                .filter(n -> !found.isWithin(n, threat()))
                .toArray();
        ImageLanes.scatter(workspace.pool(), batch.x(), beyond, adversarial, beyond);
        return found.findings();
    }
}
