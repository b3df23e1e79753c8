package doublewin.experiments.plan;

import doublewin.engine.autograd.ChannelNorm;
import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.engine.kernel.convolution.ConvShape;
import doublewin.engine.kernel.convolution.Convolution;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.kernel.convolution.PreparedWeight.Use;
import doublewin.engine.tensor.Shape;
import doublewin.experiments.config.Settings;
import doublewin.nn.Layer;
import doublewin.nn.NetworkParts;
import doublewin.nn.Norm;
import doublewin.nn.NormReluConv;
import doublewin.nn.Pass;
import doublewin.nn.Precision;
import doublewin.nn.StateVisitor;
import doublewin.nn.data.ImageShape;
import java.util.Optional;

/**
 * Numbers of floats of a network of norm-ReLU-convolution units, without a network: none of its tensors is allocated. Small
 * ones, of norms and classifier, are left out.
 *
 * @param weights of all convolutions
 * @param preparedForward weights of the units, prepared for the forward pass at one precision
 * @param preparedBackward the same for the gradient by the units' inputs
 * @param inputs of all units, of one image
 * @param widest of one image, input and output of the unit where these are largest together
 */
record NetworkSize(long weights, long preparedForward, long preparedBackward, long inputs, long widest) {
    /** That of a run's network. */
    static NetworkSize of(Settings settings) {
        Counter counter = new Counter(
                settings.network().numerics(), settings.data().spec().shape());
        settings.network().build(counter, settings.data().spec());
        return new NetworkSize(
                counter.weights, counter.preparedForward, counter.preparedBackward, counter.inputs, counter.widest);
    }

    /**
     * What a tape surely holds in the backward pass of training, when it comes to the widest unit: every unit's input, the
     * gradient on its way through that unit, and the gradient of every weight.
     *
     * @param images of the batch, which fill whole blocks of lanes
     */
    long onTape(int images) {
        return lanes(images) * (inputs + widest) + weights;
    }

    /** Images of whole blocks. */
    static long lanes(int images) {
        return ((long) images + Shape.LANES - 1) / Shape.LANES * Shape.LANES;
    }

    /** Parts that are counted as a network asks for them, which it does in the order of its forward pass. */
    private static final class Counter implements NetworkParts {
        private final Numerics numerics;
        private int height;
        private int width;
        private boolean anyUnit;
        private long weights;
        private long preparedForward;
        private long preparedBackward;
        private long inputs;
        private long widest;

        Counter(Numerics numerics, ImageShape images) {
            this.numerics = numerics;
            this.height = images.height();
            this.width = images.width();
        }

        @Override
        public Layer convolution(ConvolutionSpec spec) {
            weights += spec.weightShape().elements();
            if (!anyUnit) {
                shrink(spec); // Later ones stand beside the units.
            }
            return new Counted();
        }

        @Override
        public NormReluConv normReluConv(UnitSpec unit) {
            anyUnit = true;
            ConvolutionSpec spec = unit.convolution();
            weights += spec.weightShape().elements();
            weights += unit.shortcut()
                    .map(beside -> beside.weightShape().elements())
                    .orElse(0);
            Shape one = Shape.lanes(1, height, width, spec.inChannels());
            Convolution convolution = new Convolution(ConvShape.of(one, spec.weightShape(), spec.stride()), numerics);
            preparedForward += convolution.preparedSize(Use.FORWARD);
            preparedBackward += convolution.preparedSize(Use.INPUT_GRADIENT);
            long input = (long) height * width * spec.inChannels();
            shrink(spec);
            inputs += input;
            widest = Math.max(widest, input + (long) height * width * spec.outChannels());
            return new Counted();
        }

        private void shrink(ConvolutionSpec spec) {
            height = (height + spec.stride() - 1) / spec.stride();
            width = (width + spec.stride() - 1) / spec.stride();
        }

        @Override
        public Norm norm(int channels) {
            return new Counted();
        }
    }

    /** A part that was counted, and cannot compute. */
    private static final class Counted implements Norm, NormReluConv {
        @Override
        public ChannelNorm norm(Tape tape, Variable x, Precision precision, Pass pass) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Output forward(Tape tape, Variable x, Optional<Variable> residual, Precision precision, Pass pass) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void visit(String name, StateVisitor visitor) {}

        @Override
        public void visitShortcut(String block, StateVisitor visitor) {}
    }
}
