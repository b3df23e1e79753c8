package doublewin.dwq.golden;

import doublewin.nn.Precision;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How far evaluation logits may be from the official code's. A value on a rounding boundary may round the other way
 * under another order of summation, so the official code differs from itself; three times its largest difference
 * between two float32 kernels, or between float32 and float64, is allowed. Bit widths in between take their narrower
 * neighbour's.
 */
final class LogitBounds {
    private static final double FULL = 1e-5;
    private static final double FACTOR = 3;
    private static final int[] BITS = {4, 5, 6, 7, 8, 9, 10, 12, 14, 16};
    private static final Map<String, double[]> LARGEST = Map.of(
            "wrn10-1", new double[] {4e-3, 4e-3, 2e-3, 8e-4, 8e-4, 2e-4, 2e-4, 6e-5, 4e-5, 1e-5},
            "wrn16-2", new double[] {3e-2, 1e-2, 1e-2, 6e-3, 3e-3, 2e-3, 1e-3, 4e-4, 2e-4, 3e-5},
            "prn18", new double[] {1e-1, 5e-2, 3e-2, 2e-2, 1e-2, 7e-3, 4e-3, 1e-3, 5e-4, 9e-5});

    private LogitBounds() {}

    static double of(String network, Precision precision) {
        if (precision.isFull()) {
            return FULL;
        }
        NavigableMap<Integer, Double> byBits = new TreeMap<>();
        for (int i = 0; i < BITS.length; i++) {
            byBits.put(BITS[i], LARGEST.get(network)[i]);
        }
        return FACTOR * byBits.floorEntry(precision.bits()).getValue();
    }
}
