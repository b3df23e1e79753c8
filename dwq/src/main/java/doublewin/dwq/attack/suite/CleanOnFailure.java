package doublewin.dwq.attack.suite;

import doublewin.dwq.attack.Attack;
import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.Classification;
import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.attack.ImageLanes;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Workspace;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.SortedMap;
import java.util.stream.IntStream;

/**
 * An attack as the code of AutoAttack (Croce and Hein, 2020), and the attacks after Carlini and Wagner in that of Double-Win
 * Quant (Fu et al., 2021), show its results: an image that the attacked precision still has right is shown clean. Another
 * precision, drawn afterwards, is then asked about clean images, which overstates robustness: for comparison with published
 * figures alone.
 *
 * @param attack whose failures are taken back
 */
public record CleanOnFailure(Attack<DifferentiableModel> attack) implements Attack<DifferentiableModel> {
    @Override
    public String name() {
        return attack.name() + ", clean where it fails";
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
        GradientFindings findings = attack.perturb(model, batch, keys, workspace, adversarial);
        Arena.Mark mark = workspace.arena().mark();
        int[] labels = batch.labels();
        Tensor logits = workspace.arena().allocate(Shape.lanes(labels.length, 1, 1, model.classes()));
        model.logits(adversarial, logits);
        boolean[] correct = Classification.correct(logits, labels);
        workspace.arena().release(mark);
        int[] failed = IntStream.range(0, labels.length).filter(n -> correct[n]).toArray();
        ImageLanes.scatter(workspace.pool(), batch.x(), failed, adversarial, failed);
        return findings;
    }
}
