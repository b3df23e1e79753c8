package doublewin.dwq.golden;

import doublewin.engine.autograd.CrossEntropyOp;
import doublewin.engine.autograd.GradientTarget;
import doublewin.engine.autograd.Gradients;
import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Layer;
import doublewin.nn.Pass;
import doublewin.nn.Precision;
import doublewin.nn.StateDict;
import java.util.LinkedHashMap;
import java.util.Map;

/** Single passes of a network, whose results are copied out in the official layouts. */
public final class Passes {
    private final Layer network;
    private final WorkerPool pool;
    private final Arena arena = new Arena();

    public Passes(Layer network, WorkerPool pool) {
        this.network = network;
        this.pool = pool;
    }

    /**
     * A forward and backward pass of the mean cross-entropy.
     *
     * @param logits (N, 10)
     * @param inputGradient (N, C, H, W)
     * @param gradients of the parameters that the pass used, by name
     */
    public record Result(float[] logits, float loss, float[] inputGradient, Map<String, float[]> gradients) {}

    /** Evaluation-mode logits (N, 10). */
    public float[] logits(Tensor x, Precision precision) {
        return forward(x, precision, Pass.EVALUATION);
    }

    /** Logits (N, 10); a training pass updates the network's buffers. */
    public float[] forward(Tensor x, Precision precision, Pass pass) {
        arena.reset();
        Tape tape = new Tape(arena, pool, GradientTarget.NONE);
        return LaneFormat.unpack(
                network.forward(tape, tape.input(x), precision, pass).value());
    }

    /** Evaluation-mode gradient of the mean cross-entropy with respect to the input. */
    public float[] inputGradient(Tensor x, int[] labels, Precision precision) {
        arena.reset();
        Tape tape = new Tape(arena, pool, GradientTarget.INPUT);
        Variable input = tape.input(x);
        Variable logits = network.forward(tape, input, precision, Pass.EVALUATION);
        Gradients gradients = tape.backward(CrossEntropyOp.mean(tape, logits, labels));
        return LaneFormat.unpack(gradients.of(input).orElseThrow());
    }

    /** A training pass with all gradients; it updates the network's buffers. */
    public Result train(Tensor x, int[] labels, Precision precision) {
        arena.reset();
        Tape tape = new Tape(arena, pool, GradientTarget.INPUT_AND_PARAMETERS);
        Variable input = tape.input(x);
        Variable logits = network.forward(tape, input, precision, Pass.TRAINING);
        Variable loss = CrossEntropyOp.mean(tape, logits, labels);
        Gradients gradients = tape.backward(loss);
        Map<String, float[]> byName = new LinkedHashMap<>();
        StateDict.of(network)
                .parameters()
                .forEach((name, parameter) ->
                        gradients.ofParameter(parameter).ifPresent(gradient -> byName.put(name, gradient.toArray())));
        return new Result(
                LaneFormat.unpack(logits.value()),
                loss.value().get(0),
                LaneFormat.unpack(gradients.of(input).orElseThrow()),
                byName);
    }
}
