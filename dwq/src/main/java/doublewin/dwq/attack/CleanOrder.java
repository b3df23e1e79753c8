package doublewin.dwq.attack;

import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;

/**
 * The classes of each image of a batch by falling clean logit: what targeted attacks aim at in turn.
 *
 * @param order [image][rank]; not to be changed
 */
public record CleanOrder(int[][] order) {
    /** How many targets are tried at most, as in AutoAttack. */
    private static final int MAX_TARGETS = 9;

    /** The order that a model gives. */
    public static CleanOrder of(TargetModel model, Batch batch, Workspace workspace) {
        Arena.Mark mark = workspace.arena().mark();
        int images = batch.images().length;
        Tensor logits = workspace.arena().allocate(Shape.lanes(images, 1, 1, model.classes()));
        model.logits(batch.x(), logits);
        int[][] order = new int[images][];
        for (int n = 0; n < images; n++) {
            order[n] = SortedLogits.descending(logits, n);
        }
        workspace.arena().release(mark);
        return new CleanOrder(order);
    }

    /** How many targets there are for so many classes. */
    public static int targets(int classes) {
        return Math.min(MAX_TARGETS, classes - 1);
    }

    /**
     * The target of each image in one run.
     *
     * @param run 0 aims at the class with the second highest logit
     */
    public int[] targets(int run, int[] positions) {
        return Arrays.stream(positions).map(n -> order[n][1 + run]).toArray();
    }
}
