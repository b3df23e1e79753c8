package doublewin.dwq.attack;

import doublewin.engine.autograd.GradientTarget;
import doublewin.engine.autograd.StraightThrough;
import doublewin.engine.autograd.Tape;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Layer;
import doublewin.nn.Pass;
import doublewin.nn.Precision;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A network in evaluation mode at one precision. An image's logits and gradient depend on that image alone. Portions of a
 * block a worker go through the whole network one after the other, so that a portion's feature maps stay in the cache.
 *
 * <p>The network must not change as long as a model of it is in use: its weights are prepared once.
 */
public final class PrecisionModel implements DifferentiableModel {
    private final Layer network;
    private final int classes;
    private final Precision precision;
    private final Pass pass;
    private final StraightThrough straightThrough;
    private final Workspace workspace;

    /**
     * A model.
     *
     * @param network from images in lane format to logits (images, 1, 1, classes)
     * @param workspace shared with models and attacks that take turns
     */
    public PrecisionModel(Layer network, int classes, Precision precision, Workspace workspace) {
        this(network, classes, precision, Pass.EVALUATION, StraightThrough.UNCLIPPED, workspace);
    }

    /** A model by any pass but one of training. */
    PrecisionModel(
            Layer network,
            int classes,
            Precision precision,
            Pass pass,
            StraightThrough straightThrough,
            Workspace workspace) {
        this.network = network;
        this.classes = classes;
        this.precision = precision;
        this.pass = pass;
        this.straightThrough = straightThrough;
        this.workspace = workspace;
    }

    @Override
    public int classes() {
        return classes;
    }

    @Override
    public void logits(Tensor x, Tensor logits) {
        forEachPortion(x, (first, end) -> forward(GradientTarget.NONE, x, logits, first, end));
    }

    @Override
    public void gradient(Tensor x, int[] labels, LogitLoss loss, Tensor logits, Tensor dx) {
        dx.requireShape("model: gradient by the images", x.shape());
        forEachPortion(x, (first, end) -> {
            ForwardPass recorded = forward(GradientTarget.INPUT, x, logits, first, end);
            LogitLoss part = loss.at(IntStream.range(first, end).toArray());
            recorded.differentiate(part, Arrays.copyOfRange(labels, first, end), dx.images(first, end));
        });
    }

    /** Work on the images {@code first} to {@code end}, the latter excluded. */
    @FunctionalInterface
    private interface Portion {
        void run(int first, int end);
    }

    private void forEachPortion(Tensor x, Portion work) {
        int images = x.shape().images();
        int size = workspace.pool().workers() * Shape.LANES;
        for (int first = 0; first < images; first += size) {
            Arena.Mark mark = workspace.arena().mark();
            work.run(first, Math.min(images, first + size));
            workspace.arena().release(mark);
        }
    }

    private ForwardPass forward(GradientTarget target, Tensor x, Tensor logits, int first, int end) {
        Tape tape = new Tape(workspace.arena(), workspace.pool(), target, workspace.weightsFor(this), straightThrough);
        ForwardPass recorded = ForwardPass.of(tape, network, x.images(first, end), precision, pass);
        logits.images(first, end).copyFrom(recorded.logits().value());
        return recorded;
    }
}
