package doublewin.engine.autograd;

import doublewin.engine.kernel.lane.Elementwise;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Tensor;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The gradients that one backward pass produces, by variable. */
public final class Gradients {
    private final WorkerPool pool;
    private final Map<Tensor, Variable> parameters;
    private final Tensor[] byId;

    Gradients(WorkerPool pool, Map<Tensor, Variable> parameters, int variables) {
        this.pool = pool;
        this.parameters = parameters;
        this.byId = new Tensor[variables];
    }

    /**
     * The gradient of a leaf; empty where the loss does not depend on it or it does not require one. Its memory is the
     * tape's arena's. Gradients of intermediate results are consumed by the backward pass and are empty, too.
     */
    public Optional<Tensor> of(Variable variable) {
        return Optional.ofNullable(byId[variable.id()]);
    }

    /** The gradient of a parameter of the forward pass; empty where the pass did not use it. */
    public Optional<Tensor> ofParameter(Tensor parameter) {
        return Optional.ofNullable(parameters.get(parameter)).flatMap(this::of);
    }

    /**
     * Adds to a variable's gradient. The first tensor that arrives <em>becomes</em> the gradient, so the caller gives
     * it away; later ones are added to it, in the order of the backward pass.
     */
    void add(Variable variable, Tensor gradient) {
        gradient.requireShape("backward: gradient of a variable", variable.shape());
        Tensor present = byId[variable.id()];
        if (present == null) {
            byId[variable.id()] = gradient;
        } else {
            Elementwise.accumulate(pool, gradient, present);
        }
    }

    /**
     * Adds to a variable's gradient by a kernel that takes the present one up as it writes the new one.
     *
     * @param gradient the sum, once {@code kernel} has run
     * @param kernel writes {@code gradient}, given what is present, which it adds
     */
    void merge(Tape tape, Variable variable, Tensor gradient, Consumer<Optional<Tensor>> kernel) {
        gradient.requireShape("backward: gradient of a variable", variable.shape());
        Optional<Tensor> present = Optional.ofNullable(byId[variable.id()]);
        kernel.accept(present);
        byId[variable.id()] = gradient;
        present.ifPresent(tape::free);
    }

    /** Whether each of these that requires a gradient has got one. */
    boolean haveAll(Variable[] operands) {
        for (Variable operand : operands) {
            if (operand.requiresGradient() && byId[operand.id()] == null) {
                return false;
            }
        }
        return true;
    }

    /** Takes the gradient of an operation's result out, or null where nothing arrived. */
    Tensor take(int id) {
        Tensor gradient = byId[id];
        byId[id] = null;
        return gradient;
    }
}
