package doublewin.experiments.evaluate;

import doublewin.engine.io.FormatException;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Module;
import doublewin.nn.StateDict;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What a network that is measured must have been given by training, whoever trained it. */
final class CollectedState {
    private static final String VARIANCE = ".running_var";
    private static final String RANGE = ".running_range";

    private CollectedState() {}

    /**
     * Fails over numbers that no training can have left: such that are not finite, variances and ranges below 0.
     *
     * @param file where the tensors come from
     */
    static void require(Path file, Module network) throws FormatException {
        for (Map.Entry<String, Tensor> entry : StateDict.of(network).tensors().entrySet()) {
            String name = entry.getKey();
            boolean positive = name.endsWith(VARIANCE) || name.endsWith(RANGE);
            for (float value : entry.getValue().toArray()) {
                if (!Float.isFinite(value) || positive && value < 0) {
                    throw new FormatException(
                            file,
                            (positive ? "finite values of at least 0" : "finite values") + " in tensor "
                                    + FormatException.quote(name),
                            Float.toString(value));
                }
            }
        }
    }

    /** Names of batch norms' running variances that are 0 in every channel: no activations have none at all. */
    static List<String> zeroVariances(Module network) {
        return StateDict.of(network).tensors().entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(VARIANCE) && isZero(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean isZero(Tensor tensor) {
        for (float value : tensor.toArray()) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    /** Names of quantisers' ranges of width 0: no training pass has collected them, or nothing ever came by. */
    static List<String> emptyRanges(Module network) {
        return StateDict.of(network).tensors().entrySet().stream()
                .filter(entry ->
                        entry.getKey().endsWith(RANGE) && entry.getValue().get(0) == 0)
                .map(Map.Entry::getKey)
                .toList();
    }
}
