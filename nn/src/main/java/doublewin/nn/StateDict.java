package doublewin.nn;

import doublewin.engine.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All tensors of a module by their official state_dict names, in the order of visiting. The tensors are the module's
 * own: what is written to them, the module computes with.
 */
public final class StateDict {
    private static final String WRAPPER = "module.";
    private static final String BATCH_COUNTER = "num_batches_tracked";

    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, Tensor> parameters = new LinkedHashMap<>();

    private StateDict() {}

    /** The tensors of a whole network. */
    public static StateDict of(Module network) {
        StateDict state = new StateDict();
        network.visit("", new StateVisitor() {
            @Override
            public void parameter(String name, Tensor value) {
                state.add(name, value);
                state.parameters.put(name, value);
            }

            @Override
            public void buffer(String name, Tensor value) {
                state.add(name, value);
            }
        });
        return state;
    }

    private void add(String name, Tensor value) {
        if (tensors.put(name, value) != null) {
            throw new IllegalArgumentException("state: two tensors of the network are named " + name);
        }
    }

    /** Parameters and buffers. */
    public Map<String, Tensor> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    /** Parameters alone: what an optimiser moves. */
    public Map<String, Tensor> parameters() {
        return Collections.unmodifiableMap(parameters);
    }

    /**
     * Copies stored tensors into the module: all or, if they do not fit exactly, none.
     *
     * <p>A leading {@code module.} of a name, which PyTorch's data-parallel wrapper leaves, is taken off, and
     * {@code num_batches_tracked}, which nothing here needs, is passed over.
     *
     * @param source where the tensors come from, for the message: a file's path
     * @throws StateMismatchException naming what is missing, unknown or of another shape
     */
    public void load(String source, Map<String, Tensor> stored) throws StateMismatchException {
        StateMismatchException.Differences differences = new StateMismatchException.Differences();
        Map<String, Tensor> found = new LinkedHashMap<>();
        stored.forEach((storedName, value) -> {
            String name = storedName.startsWith(WRAPPER) ? storedName.substring(WRAPPER.length()) : storedName;
            if (isBatchCounter(name)) {
                return;
            }
            if (!tensors.containsKey(name) || found.put(name, value) != null) {
                differences.unknown(storedName);
            }
        });
        tensors.forEach((name, own) -> {
            Tensor value = found.get(name);
            if (value == null) {
                differences.missing(name);
            } else if (!value.shape().equals(own.shape())) {
                differences.misshapen(name, value.shape(), own.shape());
            }
        });
        differences.throwIfAny(source, "the " + tensors.size() + " tensors of this network");
        tensors.forEach((name, own) -> own.copyFrom(found.get(name)));
    }

    private static boolean isBatchCounter(String name) {
        return name.equals(BATCH_COUNTER) || name.endsWith("." + BATCH_COUNTER);
    }
}
