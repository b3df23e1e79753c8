package doublewin.dwq.attack;

import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;

/**
 * A loss of one model that is asked for its logits alone.
 *
 * @param model that is attacked
 * @param loss that is raised
 * @param labels the true class of each image; not to be changed
 * @param workspace of the model
 */
public record QueryObjective(TargetModel model, LogitLoss loss, int[] labels, Workspace workspace)
        implements Objective {
    @Override
    public void evaluate(Tensor x, Scores scores) {
        Arena.Mark mark = workspace.arena().mark();
        Tensor logits = workspace.arena().allocate(Shape.lanes(labels.length, 1, 1, model.classes()));
        model.logits(x, logits);
        score(logits, scores);
        workspace.arena().release(mark);
    }

    /** Scores images by their logits. */
    void score(Tensor logits, Scores scores) {
        loss.losses(logits, labels, scores.loss());
        Classification.margins(logits, labels, scores.margin());
        boolean[] correct = Classification.correct(logits, labels);
        for (int n = 0; n < correct.length; n++) {
            scores.accuracy()[n] = correct[n] ? 1 : 0;
        }
    }

    @Override
    public QueryObjective at(int[] positions) {
        int[] chosen = Arrays.stream(positions).map(n -> labels[n]).toArray();
        return new QueryObjective(model, loss.at(positions), chosen, workspace);
    }
}
