package doublewin.dwq.attack;

import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/**
 * An expected loss of a mixture, exact in loss, gradient and accuracy: all members are asked at every point. (Expectation
 * over transformation, EOT, by Athalye et al., 2018, without sampling.)
 *
 * @param mixture that is attacked
 * @param loss that is raised
 * @param batch whose images are perturbed
 * @param workspace of the members
 */
public record MixtureObjective(Mixture mixture, ExpectedLoss loss, Batch batch, Workspace workspace)
        implements DifferentiableObjective {
    @Override
    public void evaluate(Tensor x, Scores scores) {
        Arena.Mark mark = workspace.arena().mark();
        if (loss.needsGradients()) {
            gradient(x, scores, workspace.arena().allocate(x.shape()));
        } else {
            Tensor logits = logits();
            Expectation expectation = new Expectation(loss, batch.labels(), scores);
            for (int q = 0; q < mixture.size(); q++) {
                mixture.members().get(q).logits(x, logits);
                expectation.add(logits, mixture.weights()[q]);
            }
            expectation.end();
        }
        workspace.arena().release(mark);
    }

    @Override
    public void gradient(Tensor x, Scores scores, Tensor dx) {
        Arena.Mark mark = workspace.arena().mark();
        Tensor logits = logits();
        Tensor ofMember = workspace.arena().allocate(x.shape());
        float[] std = batch.normalisation().std();
        dx.fill(0);
        Expectation expectation = new Expectation(loss, batch.labels(), scores);
        for (int q = 0; q < mixture.size(); q++) {
            mixture.members().get(q).gradient(x, batch.labels(), loss.ofMember(), logits, ofMember);
            expectation.add(logits, mixture.weights()[q], ofMember, std, dx);
        }
        expectation.end(dx);
        workspace.arena().release(mark);
    }

    @Override
    public MixtureObjective at(int[] positions) {
        return new MixtureObjective(mixture, loss, batch.at(positions, workspace), workspace);
    }

    private Tensor logits() {
        return workspace.arena().allocate(Shape.lanes(batch.labels().length, 1, 1, mixture.classes()));
    }
}
