package doublewin.dwq.attack.query;

import doublewin.dwq.attack.ImageLanes;
import doublewin.dwq.attack.Mixture;
import doublewin.dwq.attack.TargetModel;
import doublewin.dwq.attack.Workspace;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.stream.IntStream;

/**
 * A mixture after the draw: each image of a batch is answered by one member.
 *
 * @param drawn the member of each image; not to be changed
 */
record DrawnMembers(Mixture mixture, int[] drawn, Workspace workspace) implements TargetModel {
    @Override
    public int classes() {
        return mixture.classes();
    }

    @Override
    public void logits(Tensor x, Tensor logits) {
        logits.fill(0);
        for (int q = 0; q < mixture.size(); q++) {
            int member = q;
            int[] asked = IntStream.range(0, drawn.length)
                    .filter(n -> drawn[n] == member)
                    .toArray();
            if (asked.length > 0) {
                ask(member, asked, x, logits);
            }
        }
    }

    private void ask(int member, int[] asked, Tensor x, Tensor logits) {
        Arena.Mark mark = workspace.arena().mark();
        Shape all = x.shape();
        Tensor some = workspace.arena().allocate(Shape.lanes(asked.length, all.height(), all.width(), all.channels()));
        Tensor answers = workspace.arena().allocate(Shape.lanes(asked.length, 1, 1, classes()));
        ImageLanes.gather(workspace.pool(), x, asked, some);
        mixture.members().get(member).logits(some, answers);
        int[] places = IntStream.range(0, asked.length).toArray();
        ImageLanes.scatter(workspace.pool(), answers, places, logits, asked);
        workspace.arena().release(mark);
    }
}
