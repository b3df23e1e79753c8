package doublewin.dwq.evaluate;

import doublewin.engine.autograd.GradientTarget;
import doublewin.engine.autograd.PreparedWeights;
import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.engine.kernel.SoftmaxCrossEntropy;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Layer;
import doublewin.nn.Pass;
import doublewin.nn.Precision;
import java.util.Arrays;

/**
 * Runs a network forward in evaluation mode. An image's result depends on that image and the precision alone. Groups of a
 * block a worker go through the whole network one after the other, so that a group's feature maps stay in the cache.
 */
public final class Classifier {
    private final Layer network;
    private final WorkerPool pool;
    private final Arena arena;
    private final PreparedWeights weights;

    /**
     * A classifier.
     *
     * @param arena gets back the memory of every pass before it returns
     * @param weights room for prepared weights, which every call clears
     */
    public Classifier(Layer network, WorkerPool pool, Arena arena, PreparedWeights weights) {
        this.network = network;
        this.pool = pool;
        this.arena = arena;
        this.weights = weights;
    }

    /** How many images of {@code x} are given their label: the class with the highest logit, the lowest of several. */
    public int correct(Tensor x, int[] labels, Precision precision) {
        weights.clear();
        int group = pool.workers() * Shape.LANES;
        int correct = 0;
        for (int first = 0; first < labels.length; first += group) {
            int end = Math.min(labels.length, first + group);
            Arena.Mark mark = arena.mark();
            Tape tape = new Tape(arena, pool, GradientTarget.NONE, weights);
            Variable images = tape.input(x.images(first, end));
            Variable logits = network.forward(tape, images, precision, Pass.EVALUATION);
            correct += SoftmaxCrossEntropy.correct(logits.value(), Arrays.copyOfRange(labels, first, end));
            arena.release(mark);
        }
        return correct;
    }
}
