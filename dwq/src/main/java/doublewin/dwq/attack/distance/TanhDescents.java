package doublewin.dwq.attack.distance;

import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.Margin;
import doublewin.dwq.attack.ModelObjective;
import doublewin.dwq.attack.Neighbourhood;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Workspace;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the attacks after Carlini and Wagner have in common: a {@link TanhDescent} against one model, and a result of it.
 *
 * @param threat model to which results are shortened, where they are
 * @param searches makes a search for each image
 */
record TanhDescents(
        DifferentiableModel model,
        ThreatModel threat,
        TanhDescent.Settings settings,
        Supplier<? extends ImageSearch> searches) {
    /**
     * Attacks a batch.
     *
     * @param reach whether results are shortened to epsilon; distances are what they were before
     * @param adversarial overwritten with normalised images
     */
    Distances run(Batch batch, Workspace workspace, Reach reach, Tensor adversarial) {
        Arena.Mark mark = workspace.arena().mark();
        List<ImageSearch> all = new ArrayList<>();
        for (int n = 0; n < batch.labels().length; n++) {
            all.add(searches.get());
        }
        ModelObjective objective = new ModelObjective(model, Margin.UNBOUNDED, batch.labels(), workspace);
        TanhDescent descent = new TanhDescent(settings, objective, batch, workspace);
        ClosestFound found = descent.run(all);
        double[] distances = found.distances().clone();
        Neighbourhood neighbourhood = new Neighbourhood(batch, threat, workspace.arena());
        if (reach == Reach.WITHIN_THREAT) {
            neighbourhood.project(found.delta());
        }
        neighbourhood.show(found.delta(), adversarial);
        workspace.arena().release(mark);
        return new Distances(settings.ball(), distances, descent.findings());
    }
}
