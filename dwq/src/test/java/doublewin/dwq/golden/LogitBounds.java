package doublewin.dwq.golden;

import doublewin.engine.kernel.convolution.Numerics;
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
    private static final double TRAINING_LOGITS = 4.0 / 3;
    private static final double TRAINING_LOSS = 1.0 / 3;
    private static final double RUNNING_STATISTICS = 1.0 / 2;
    private static final int[] BITS = {4, 5, 6, 7, 8, 9, 10, 12, 14, 16};
    private static final Map<String, double[]> LARGEST = Map.of(
            "wrn10-1", new double[] {4e-3, 4e-3, 2e-3, 8e-4, 8e-4, 2e-4, 2e-4, 6e-5, 4e-5, 1e-5},
            "wrn16-2", new double[] {3e-2, 1e-2, 1e-2, 6e-3, 3e-3, 2e-3, 1e-3, 4e-4, 2e-4, 3e-5},
            "prn18", new double[] {1e-1, 5e-2, 3e-2, 2e-2, 1e-2, 7e-3, 4e-3, 1e-3, 5e-4, 9e-5});

    private LogitBounds() {}

    /**
     * How many times what is allowed of float32 sums in full precision. A layer's error against float64 is 4 to 6 times
     * the direct one's with Winograd's transforms (ConvolutionAccuracyTest). Quantised, flipped values outweigh it.
     */
    static double layerError(Numerics numerics) {
        return switch (numerics) {
            case DIRECT -> 1;
            case WINOGRAD -> 5;
        };
    }

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

    /**
     * For logits of a training-mode forward. Known for PreActResNet18 at 6 bit alone, 0.12, which is 4/3 of its
     * evaluation bound; other precisions keep that ratio.
     */
    static double ofTrainingLogits(String network, Precision precision) {
        return precision.isFull() ? FULL : TRAINING_LOGITS * of(network, precision);
    }

    /** For the loss of such a forward: 0.03 at 6 bit, a third of the evaluation bound; others keep that ratio. */
    static double ofTrainingLoss(String network, Precision precision) {
        return precision.isFull() ? FULL : TRAINING_LOSS * of(network, precision);
    }

    /**
     * For running statistics after one such forward, relative to each tensor's largest value. They are averages of what
     * the same flipped values change, so their noise falls with the bits as the logits' does.
     */
    static double ofRunningStatistics(String network, Precision precision) {
        return RUNNING_STATISTICS * of(network, precision);
    }
}
