package doublewin.dwq.attack.ascent;

import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.LogitLoss;
import doublewin.engine.tensor.Tensor;

/** A model whose gradients vanish. */
record FlatModel(DifferentiableModel model) implements DifferentiableModel {
    @Override
    public int classes() {
        return model.classes();
    }

    @Override
    public void logits(Tensor x, Tensor logits) {
        model.logits(x, logits);
    }

    @Override
    public void gradient(Tensor x, int[] labels, LogitLoss loss, Tensor logits, Tensor dx) {
        model.logits(x, logits);
        dx.fill(0);
    }
}
