package doublewin.nn;

import doublewin.engine.autograd.Gradients;
import doublewin.engine.autograd.Tape;
import doublewin.engine.kernel.quantise.RangeFinder;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.NonFiniteException;
import doublewin.engine.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether all of a network's tensors and gradients are finite, and if not, in which layer that began. Feature maps need no
 * check of their own: batch norm's statistics, ranges and the loss read each and throw. They don't know what their layer
 * is called, so its name is looked up once they have.
 */
public final class FiniteCheck {
    private static final String IMAGES = "the images";

    private final WorkerPool pool;
    private final Map<Tensor, String> names = new LinkedHashMap<>();

    /** A check of one network, which {@code pool} reads. */
    public FiniteCheck(Module network, WorkerPool pool) {
        this.pool = pool;
        StateDict.of(network).tensors().forEach((name, tensor) -> names.put(tensor, name));
    }

    /**
     * Requires parameters and buffers to be finite, also those that no pass has used.
     *
     * @throws NonFiniteException naming the first tensor that isn't, and the element
     */
    public void requireFiniteState() {
        names.forEach((tensor, name) -> require(name, tensor));
    }

    /**
     * Requires the gradients of a pass by its parameters to be finite, and with them their norm.
     *
     * @throws NonFiniteException naming, of the gradients that aren't, the nearest to the loss; or the network's own tensor
     *     that isn't
     */
    public void requireFiniteGradients(Tape tape, Gradients gradients) {
        try {
            for (Tensor parameter : tape.parameters().reversed()) {
                gradients
                        .ofParameter(parameter)
                        .ifPresent(gradient -> require("gradient of " + names.get(parameter), gradient));
            }
        } catch (NonFiniteException spoilt) {
            requireFiniteState();
            throw spoilt;
        }
    }

    /**
     * What a forward pass threw, told with the layer that it was in: the one whose parameters were the last to be used.
     *
     * @return to be thrown; it names the network's own tensor that isn't finite, too, if there is one
     */
    public NonFiniteException inForwardPass(Tape tape, NonFiniteException found) {
        List<Tensor> used = tape.parameters();
        String layer = used.isEmpty() ? IMAGES : "layer " + layerOf(names.get(used.getLast()));
        String cause = spoiltTensor().map(spoilt -> "; " + spoilt).orElse("");
        return new NonFiniteException("forward pass, " + layer + ": " + found.getMessage() + cause, found);
    }

    private Optional<String> spoiltTensor() {
        try {
            requireFiniteState();
            return Optional.empty();
        } catch (NonFiniteException spoilt) {
            return Optional.of(spoilt.getMessage());
        }
    }

    private void require(String name, Tensor tensor) {
        try {
            RangeFinder.perTensor(pool, tensor);
        } catch (NonFiniteException e) {
            throw new NonFiniteException(name + ": " + e.getMessage(), e);
        }
    }

    private static String layerOf(String tensor) {
        return tensor.substring(0, Math.max(0, tensor.lastIndexOf('.')));
    }
}
