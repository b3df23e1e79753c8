package doublewin.dwq.evaluate;

import doublewin.dwq.PrecisionMixture;
import doublewin.engine.autograd.GradientTarget;
import doublewin.engine.autograd.Tape;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Layer;
import doublewin.nn.NetworkParts;
import doublewin.nn.Pass;
import doublewin.nn.Precision;
import doublewin.nn.data.ImageShape;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * What one image costs, in bit operations: multiply-adds times the bits of both factors.
 *
 * @param quantised multiply-adds of convolutions at the precision of the pass
 * @param full multiply-adds of convolutions and classifiers in full precision: the first one, shortcuts, the last layer
 * @param normalised values that batch norm factors and shifts, a multiply-add each
 */
public record BitOps(long quantised, long full, long normalised) {
    private static final long FLOAT_BITS = 32;
    /** The paper's figures are met where a value that is normalised counts as two operations, as in the counter thop. */
    private static final long PUBLISHED_NORM = 2;

    /**
     * Counts the multiply-adds of a network, every tap of a filter at every output pixel.
     *
     * @param network builds it of given parts
     */
    public static BitOps of(Function<NetworkParts, Layer> network, ImageShape images) {
        CountingParts parts = new CountingParts();
        Layer built = network.apply(parts);
        try (WorkerPool pool = new WorkerPool(1)) {
            Tape tape = new Tape(new Arena(), pool, GradientTarget.NONE);
            Tensor image = Tensor.zeros(images.lanes(1));
            built.forward(tape, tape.input(image), Precision.FULL, Pass.EVALUATION);
        }
        return parts.counted();
    }

    /**
     * As the paper counts: the whole network, batch norm included, at the precision of the pass.
     *
     * @return bit operations an image
     */
    public double published(Precision precision) {
        return (double) (quantised + full + PUBLISHED_NORM * normalised) * square(precision);
    }

    /** What stays in full precision is counted so, at 32 bit. */
    public double honest(Precision precision) {
        return (double) quantised * square(precision) + (double) (full + normalised) * square(Precision.FULL);
    }

    /** What {@link #published} comes to where precisions are drawn. */
    public double published(PrecisionMixture mixture) {
        return mean(mixture, this::published);
    }

    /** What {@link #honest} comes to where precisions are drawn. */
    public double honest(PrecisionMixture mixture) {
        return mean(mixture, this::honest);
    }

    private static double mean(PrecisionMixture mixture, ToDoubleFunction<Precision> cost) {
        double sum = 0;
        for (int q = 0; q < mixture.precisions().size(); q++) {
            sum += mixture.weights().get(q)
                    * cost.applyAsDouble(mixture.precisions().get(q));
        }
        return sum;
    }

    private static long square(Precision precision) {
        long bits = precision.isFull() ? FLOAT_BITS : precision.bits();
        return bits * bits;
    }
}
