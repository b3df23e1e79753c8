package doublewin.dwq.attack;

import doublewin.engine.autograd.StraightThrough;
import doublewin.engine.random.Purpose;
import doublewin.nn.Layer;
import doublewin.nn.Pass;
import doublewin.nn.Precision;
import java.util.Locale;

/**
 * How an attacker differentiates a quantised network, whose own derivative is zero almost everywhere. Whatever he does, the
 * answers that he differentiates a loss of are the quantised network's. (BPDA, see {@link SurrogateModel}.)
 */
public enum Backward {
    /** Straight through the quantisers, also where they clamp: the default, as in the official code. */
    UNCLIPPED(Purpose.EVALUATION_ATTACK) {
        @Override
        public DifferentiableModel model(Layer network, int classes, Precision precision, Workspace workspace) {
            return new PrecisionModel(network, classes, precision, workspace);
        }
    },
    /** Straight through the quantisers of activations, but not where they clamp. */
    CLIPPED(Purpose.CLIPPED_ATTACK) {
        @Override
        public DifferentiableModel model(Layer network, int classes, Precision precision, Workspace workspace) {
            return new PrecisionModel(network, classes, precision, Pass.EVALUATION, StraightThrough.CLIPPED, workspace);
        }
    },
    /** The network without quantisers, with the batch norm of the precision that is attacked. */
    FULL(Purpose.FULL_ATTACK) {
        @Override
        public DifferentiableModel model(Layer network, int classes, Precision precision, Workspace workspace) {
            return byWayOf(precision, Pass.UNQUANTISED, network, classes, precision, workspace);
        }
    },
    /** The network at full precision, with the batch norm that full precision uses. */
    FULL_OWN(Purpose.FULL_OWN_ATTACK) {
        @Override
        public DifferentiableModel model(Layer network, int classes, Precision precision, Workspace workspace) {
            return byWayOf(Precision.FULL, Pass.EVALUATION, network, classes, precision, workspace);
        }
    };

    private final Purpose purpose;

    Backward(Purpose purpose) {
        this.purpose = purpose;
    }

    /** What command line and results call it, such as {@code full-own}. */
    public String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What is drawn for attacks by it. */
    Purpose purpose() {
        return purpose;
    }

    /**
     * A network in evaluation mode at one precision, differentiated so.
     *
     * @param network from images in lane format to logits (images, 1, 1, classes)
     * @param workspace shared with models and attacks that take turns
     */
    public abstract DifferentiableModel model(Layer network, int classes, Precision precision, Workspace workspace);

    private static DifferentiableModel byWayOf(
            Precision norm, Pass pass, Layer network, int classes, Precision precision, Workspace workspace) {
        return new SurrogateModel(
                new PrecisionModel(network, classes, precision, workspace),
                new PrecisionModel(network, classes, norm, pass, StraightThrough.UNCLIPPED, workspace),
                workspace);
    }
}
