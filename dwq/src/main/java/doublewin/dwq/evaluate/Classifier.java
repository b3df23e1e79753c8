package doublewin.dwq.evaluate;

import doublewin.engine.autograd.GradientTarget;
import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.engine.kernel.SoftmaxCrossEntropy;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Layer;
import doublewin.nn.Pass;
import doublewin.nn.Precision;

/** Runs a network forward in evaluation mode. An image's result depends on that image and the precision alone. */
public final class Classifier {
    private final Layer network;
    private final WorkerPool pool;
    private final Arena arena;

    /** A classifier that returns the memory of every pass to {@code arena} before it returns. */
    public Classifier(Layer network, WorkerPool pool, Arena arena) {
        this.network = network;
        this.pool = pool;
        this.arena = arena;
    }

    /** How many images of {@code x} are given their label: the class with the highest logit, the lowest of several. */
    public int correct(Tensor x, int[] labels, Precision precision) {
        Arena.Mark mark = arena.mark();
        Tape tape = new Tape(arena, pool, GradientTarget.NONE);
        Variable logits = network.forward(tape, tape.input(x), precision, Pass.EVALUATION);
        int correct = SoftmaxCrossEntropy.correct(logits.value(), labels);
        arena.release(mark);
        return correct;
    }
}
