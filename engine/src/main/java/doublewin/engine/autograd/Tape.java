package doublewin.engine.autograd;

import doublewin.engine.kernel.convolution.Convolution;
import doublewin.engine.kernel.convolution.PreparedWeight;
import doublewin.engine.kernel.convolution.PreparedWeight.Use;
import doublewin.engine.kernel.lane.LaneMask;
import doublewin.engine.kernel.norm.ChannelStatistics;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reverse-mode differentiation of one forward pass. Operations append themselves as they run; {@link #backward} walks
 * them in reverse.
 *
 * <p>What the {@link GradientTarget} leaves out becomes a constant, and an operation on constants alone is not
 * recorded: an attack computes no weight gradients, an evaluation keeps nothing.
 *
 * <p>Results and gradients live in the arena and end with it. A tape serves one forward and one backward pass.
 */
public final class Tape {
    private final Arena arena;
    private final WorkerPool pool;
    private final GradientTarget target;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<Tensor, Variable> parameters = new LinkedHashMap<>();
    private final Optional<PreparedWeights> prepared;
    private final StraightThrough straightThrough;
    private final Map<Variable, ChannelStatistics> statistics = new IdentityHashMap<>();
    private int variables;
    private boolean differentiated;

    private record Entry(int output, BackwardRule rule, Variable[] operands) {}

    /** An empty tape that prepares every weight anew. */
    public Tape(Arena arena, WorkerPool pool, GradientTarget target) {
        this(arena, pool, target, Optional.empty(), StraightThrough.UNCLIPPED);
    }

    /** An empty tape that shares prepared weights with others, as long as no parameter changes. */
    public Tape(Arena arena, WorkerPool pool, GradientTarget target, PreparedWeights prepared) {
        this(arena, pool, target, prepared, StraightThrough.UNCLIPPED);
    }

    /** The same, with a choice of how gradients pass quantisers; by the other constructors they do so unclipped. */
    public Tape(
            Arena arena,
            WorkerPool pool,
            GradientTarget target,
            PreparedWeights prepared,
            StraightThrough straightThrough) {
        this(arena, pool, target, Optional.of(prepared), straightThrough);
    }

    private Tape(
            Arena arena,
            WorkerPool pool,
            GradientTarget target,
            Optional<PreparedWeights> prepared,
            StraightThrough straightThrough) {
        this.arena = arena;
        this.pool = pool;
        this.target = target;
        this.prepared = prepared;
        this.straightThrough = straightThrough;
    }

    /** The workers that run this pass's kernels. */
    public WorkerPool pool() {
        return pool;
    }

    /** Whether gradients stop where a quantiser has clamped. */
    boolean clips() {
        return straightThrough == StraightThrough.CLIPPED;
    }

    /** Memory for a result or a gradient; contents undefined. */
    public Tensor allocate(Shape shape) {
        return arena.allocate(shape);
    }

    /** Memory for one bit a value of this lane shape; contents undefined. */
    LaneMask allocateMask(Shape shape) {
        return LaneMask.allocate(arena, shape);
    }

    /** Takes back a tensor that nobody needs any more. */
    void free(Tensor tensor) {
        arena.free(tensor);
    }

    /**
     * Takes back the value of a variable that no operation will read again, unless the backward pass will: a network
     * says when it is done with a feature map. Does nothing to inputs, parameters and constants.
     */
    public void release(Variable variable) {
        if (variable.isDisposable()) {
            arena.free(variable.value());
            variable.dispose();
        }
    }

    /** Statistics of a batch of feature maps by channel, found once. */
    ChannelStatistics statistics(Variable x) {
        return statistics.computeIfAbsent(x, variable -> ChannelStatistics.of(pool, variable.value()));
    }

    /** Keeps the statistics of a variable, found by the operation that made it. */
    void keep(Variable x, ChannelStatistics found) {
        statistics.put(x, found);
    }

    /**
     * A convolution's weight for a use, until {@link #release(Variable, PreparedWeight)}.
     *
     * @param bits fake-quantised to, by output channel; 0 for the weight as it is
     */
    PreparedWeight prepare(Convolution convolution, Variable weight, int bits, Use use) {
        return isShared(weight)
                ? prepared.orElseThrow().of(pool, convolution, weight.value(), bits, use)
                : PreparedWeights.prepare(pool, arena, convolution, weight.value(), bits, use);
    }

    /** Takes back a prepared weight, unless it is shared. */
    void release(Variable weight, PreparedWeight preparedWeight) {
        if (!isShared(weight)) {
            free(preparedWeight.values());
        }
    }

    private boolean isShared(Variable weight) {
        return prepared.isPresent() && parameters.containsKey(weight.value());
    }

    /** The network's input, differentiated if the target includes it. */
    public Variable input(Tensor value) {
        return variable(value, target.includesInput());
    }

    /** A parameter, differentiated if the target includes parameters. The same tensor is the same variable. */
    public Variable parameter(Tensor value) {
        return parameters.computeIfAbsent(value, tensor -> variable(tensor, target.includesParameters()));
    }

    /** The parameters that this pass has used so far, in the order in which it first did. */
    public List<Tensor> parameters() {
        return List.copyOf(parameters.keySet());
    }

    /** A value that is never differentiated. */
    public Variable constant(Tensor value) {
        return variable(value, false);
    }

    /**
     * Appends an operation's result. Its rule is kept only if it is of use, and then so is what it saves; every other
     * value may be released.
     */
    Variable record(Tensor result, Saved saved, BackwardRule rule, Variable... operands) {
        boolean requiresGradient = false;
        for (Variable operand : operands) {
            requiresGradient |= operand.requiresGradient();
        }
        Variable output = new Variable(result, variables++, requiresGradient, true);
        if (requiresGradient) {
            entries.add(new Entry(output.id(), rule, operands));
            saved.operands().forEach(Variable::keep);
            if (saved.result()) {
                output.keep();
            }
        }
        return output;
    }

    /**
     * Differentiates a scalar.
     *
     * @param loss a variable of this tape with one element
     * @return the gradients of its leaves
     * @throws IllegalStateException the second time
     */
    public Gradients backward(Variable loss) {
        if (loss.value().elements() != 1) {
            throw new IllegalArgumentException(
                    "backward: expected a scalar loss, found a variable of shape " + loss.shape());
        }
        Tensor one = allocate(loss.shape());
        one.fill(1);
        return differentiate(loss, one);
    }

    /**
     * Differentiates the sum of a variable's elements, each weighted by {@code seed}: a loss that is no operation on the
     * tape gives the gradient by the logits here.
     *
     * @throws IllegalStateException the second time
     */
    public Gradients backward(Variable output, Tensor seed) {
        // Rules overwrite gradients and give their memory back, so they get one of the tape's own.
        Tensor own = allocate(output.shape());
        own.copyFrom(seed);
        return differentiate(output, own);
    }

    private Gradients differentiate(Variable output, Tensor seed) {
        if (differentiated) {
            throw new IllegalStateException("backward: this tape was differentiated already, and the pass may have"
                    + " overwritten what it saved; record the forward pass on a new tape");
        }
        differentiated = true;
        Gradients gradients = new Gradients(pool, parameters, variables);
        if (output.requiresGradient()) {
            gradients.add(output, seed);
        }
        for (int i = entries.size() - 1; i >= 0; i--) {
            Entry entry = entries.get(i);
            Tensor gradient = gradients.take(entry.output());
            if (gradient != null) {
                entry.rule().backward(gradient, gradients);
                assert gradients.haveAll(entry.operands())
                        : "a backward rule left out an operand that wants a gradient";
            }
        }
        return gradients;
    }

    private Variable variable(Tensor value, boolean requiresGradient) {
        return new Variable(value, variables++, requiresGradient, false);
    }
}
