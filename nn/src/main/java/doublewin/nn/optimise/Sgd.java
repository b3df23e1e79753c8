package doublewin.nn.optimise;

import doublewin.engine.autograd.Gradients;
import doublewin.engine.kernel.point.SgdUpdate;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Module;
import doublewin.nn.StateDict;
import doublewin.nn.StateMismatchException;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Stochastic gradient descent with momentum and weight decay, which falls on every parameter, batch norm included:
 *
 * <pre>
 *   v = momentum * v + (gradient + weightDecay * p)
 *   p = p - rate * v
 * </pre>
 *
 * <p>A parameter gets its velocity with its first gradient and is not moved before. One that has a velocity moves at
 * every step, with gradient zero where the loss does not depend on it: so do the official code's batch-norm branches of
 * precisions that are not drawn in an iteration.
 */
public final class Sgd {
    private final Map<String, Tensor> parameters;
    private final float weightDecay;
    private final Map<String, Tensor> velocities = new HashMap<>();
    private final Map<Shape, Tensor> zeros = new HashMap<>();

    /** An optimiser of all parameters of a network, without velocities. */
    public Sgd(Module network, float weightDecay) {
        if (!(weightDecay >= 0)) {
            throw new IllegalArgumentException("sgd: weight decay is " + weightDecay + ", expected at least 0");
        }
        this.parameters = StateDict.of(network).parameters();
        this.weightDecay = weightDecay;
    }

    /** Moves the parameters. The gradients are left as they are. */
    public void step(WorkerPool pool, Gradients gradients, float rate, float momentum) {
        parameters.forEach((name, parameter) -> {
            Tensor gradient = gradients.ofParameter(parameter).orElse(null);
            Tensor velocity = velocities.get(name);
            if (gradient == null && velocity == null) {
                return;
            }
            if (gradient == null) {
                gradient = zeros.computeIfAbsent(parameter.shape(), Tensor::zeros);
            }
            if (velocity == null) {
                velocity = Tensor.zeros(parameter.shape());
                velocities.put(name, velocity);
            }
            SgdUpdate.apply(pool, parameter, gradient, velocity, rate, momentum, weightDecay);
        });
    }

    /** The velocities by parameter name, in the order of visiting; the optimiser's own tensors, for a checkpoint. */
    public Map<String, Tensor> velocities() {
        Map<String, Tensor> ordered = new LinkedHashMap<>();
        for (String name : parameters.keySet()) {
            if (velocities.containsKey(name)) {
                ordered.put(name, velocities.get(name));
            }
        }
        return Collections.unmodifiableMap(ordered);
    }

    /**
     * Replaces all velocities by copies of stored ones; a parameter without one has had no gradient yet. If they do not
     * fit, nothing is changed.
     *
     * @param source where the tensors come from, for the message: a file's path
     * @throws StateMismatchException naming what is unknown or of another shape
     */
    public void restoreVelocities(String source, Map<String, Tensor> stored) throws StateMismatchException {
        StateMismatchException.Differences differences = new StateMismatchException.Differences();
        stored.forEach((name, velocity) -> {
            Tensor parameter = parameters.get(name);
            if (parameter == null) {
                differences.unknown(name);
            } else if (!velocity.shape().equals(parameter.shape())) {
                differences.misshapen(name, velocity.shape(), parameter.shape());
            }
        });
        differences.throwIfAny(source, "velocities of this network's parameters");
        velocities.clear();
        stored.forEach((name, velocity) -> {
            Tensor own = Tensor.zeros(velocity.shape());
            own.copyFrom(velocity);
            velocities.put(name, own);
        });
    }
}
