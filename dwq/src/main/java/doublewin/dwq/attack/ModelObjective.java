package doublewin.dwq.attack;

import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;

/**
 * A loss of one model that can be differentiated.
 *
 * @param model that is attacked
 * @param loss that is raised
 * @param labels the true class of each image; not to be changed
 * @param workspace of the model
 */
public record ModelObjective(DifferentiableModel model, LogitLoss loss, int[] labels, Workspace workspace)
        implements DifferentiableObjective {
    @Override
    public void evaluate(Tensor x, Scores scores) {
        asked().evaluate(x, scores);
    }

    @Override
    public void gradient(Tensor x, Scores scores, Tensor dx) {
        Arena.Mark mark = workspace.arena().mark();
        Tensor logits = workspace.arena().allocate(Shape.lanes(labels.length, 1, 1, model.classes()));
        model.gradient(x, labels, loss, logits, dx);
        asked().score(logits, scores);
        workspace.arena().release(mark);
    }

    @Override
    public ModelObjective at(int[] positions) {
        int[] chosen = Arrays.stream(positions).map(n -> labels[n]).toArray();
        return new ModelObjective(model, loss.at(positions), chosen, workspace);
    }

    private QueryObjective asked() {
        return new QueryObjective(model, loss, labels, workspace);
    }
}
