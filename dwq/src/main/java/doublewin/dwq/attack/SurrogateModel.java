package doublewin.dwq.attack;

import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A model's answers with another model's derivative: the loss is differentiated by the logits that the model gives, and
 * from there on through the surrogate. (Backward pass differentiable approximation, BPDA, by Athalye, Carlini and Wagner,
 * "Obfuscated gradients give a false sense of security", 2018, section 4.1.)
 *
 * @param model that answers
 * @param surrogate of as many classes, whose derivative stands for the model's
 * @param workspace of both
 */
public record SurrogateModel(TargetModel model, DifferentiableModel surrogate, Workspace workspace)
        implements DifferentiableModel {
    /** Checks that there are as many classes. */
    public SurrogateModel {
        if (model.classes() != surrogate.classes()) {
            throw new IllegalArgumentException("surrogate: it knows " + surrogate.classes() + " classes, expected "
                    + model.classes() + ", those of the model");
        }
    }

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
        Arena.Mark mark = workspace.arena().mark();
        model.logits(x, logits);
        Tensor dlogits = workspace.arena().allocate(logits.shape());
        if (loss.gradient(logits, labels, dlogits) == 0) {
            dx.fill(0);
        } else {
            int[] all = IntStream.range(0, labels.length).toArray();
            Tensor unused = workspace.arena().allocate(logits.shape());
            surrogate.gradient(x, labels, new Given(dlogits, all), unused, dx);
        }
        workspace.arena().release(mark);
    }

    /** A loss of which nothing is known but its gradient, whatever the logits; of some of the images that have one. */
    private record Given(Tensor dlogits, int[] positions) implements LogitLoss {
        @Override
        public void losses(Tensor logits, int[] labels, float[] losses) {
            throw new UnsupportedOperationException("of a loss at another model's logits the gradient alone is known");
        }

        @Override
        public int gradient(Tensor logits, int[] labels, Tensor seed) {
            Shape shape = dlogits.shape();
            seed.fill(0);
            for (int n = 0; n < positions.length; n++) {
                for (int k = 0; k < shape.channels(); k++) {
                    seed.set(
                            LaneFormat.index(seed.shape(), n, 0, 0, k),
                            dlogits.get(LaneFormat.index(shape, positions[n], 0, 0, k)));
                }
            }
            return positions.length;
        }

        @Override
        public LogitLoss at(int[] chosen) {
            return new Given(
                    dlogits, Arrays.stream(chosen).map(n -> positions[n]).toArray());
        }
    }
}
