package doublewin.dwq.train;

import doublewin.engine.autograd.ConvolutionOp;
import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Layer;
import doublewin.nn.NetworkParts;
import doublewin.nn.Norm;
import doublewin.nn.NormReluConv;
import doublewin.nn.Pass;
import doublewin.nn.Precision;
import doublewin.nn.StateVisitor;
import java.util.Optional;

/**
 * Parts whose results can be poisoned one at a time: channel 0 of a part's result, or of the gradient that arrives there, is
 * multiplied by a value that is not finite. What does it is a 1x1 convolution by the unit matrix, whose weight is poisoned
 * before the forward pass, or between it and the backward pass. Parts are numbered as a network asks for them, which is the
 * order of its forward pass but for shortcuts.
 */
final class PoisonedParts implements NetworkParts {
    enum Direction {
        FORWARD,
        BACKWARD
    }

    private final NetworkParts parts;
    private int made;
    private int poisoned = -1;
    private Direction direction = Direction.FORWARD;
    private float poison;

    PoisonedParts(NetworkParts parts) {
        this.parts = parts;
    }

    int count() {
        return made;
    }

    void poison(int part, Direction to, float value) {
        poisoned = part;
        direction = to;
        poison = value;
    }

    void heal() {
        poisoned = -1;
    }

    private Variable after(int part, Tape tape, Variable x) {
        if (part != poisoned) {
            return x;
        }
        int channels = x.shape().channels();
        Tensor unit = Tensor.zeros(Shape.of(channels, channels, 1, 1));
        for (int c = 0; c < channels; c++) {
            unit.set(c * channels + c, 1);
        }
        if (direction == Direction.FORWARD) {
            unit.set(0, poison);
        }
        Variable y = ConvolutionOp.apply(tape, x, tape.constant(unit), 1, Numerics.DIRECT);
        unit.set(0, poison);
        return y;
    }

    private Layer numbered(Layer layer) {
        return new Numbered(made++, layer);
    }

    @Override
    public Layer convolution(ConvolutionSpec spec) {
        return numbered(parts.convolution(spec));
    }

    @Override
    public Norm norm(int channels) {
        return parts.norm(channels);
    }

    @Override
    public Layer normRelu(int channels) {
        return numbered(parts.normRelu(channels));
    }

    @Override
    public Layer pool(int side) {
        return numbered(parts.pool(side));
    }

    @Override
    public Layer classifier(int features, int classes) {
        return numbered(parts.classifier(features, classes));
    }

    @Override
    public NormReluConv normReluConv(UnitSpec spec) {
        return new NumberedUnit(made++, parts.normReluConv(spec));
    }

    private final class Numbered implements Layer {
        private final int number;
        private final Layer layer;

        private Numbered(int number, Layer layer) {
            this.number = number;
            this.layer = layer;
        }

        @Override
        public Variable forward(Tape tape, Variable x, Precision precision, Pass pass) {
            return after(number, tape, layer.forward(tape, x, precision, pass));
        }

        @Override
        public void visit(String name, StateVisitor visitor) {
            layer.visit(name, visitor);
        }
    }

    private final class NumberedUnit implements NormReluConv {
        private final int number;
        private final NormReluConv unit;

        private NumberedUnit(int number, NormReluConv unit) {
            this.number = number;
            this.unit = unit;
        }

        @Override
        public Output forward(Tape tape, Variable x, Optional<Variable> residual, Precision precision, Pass pass) {
            Output output = unit.forward(tape, x, residual, precision, pass);
            return new Output(after(number, tape, output.main()), output.shortcut());
        }

        @Override
        public void visit(String block, StateVisitor visitor) {
            unit.visit(block, visitor);
        }

        @Override
        public void visitShortcut(String block, StateVisitor visitor) {
            unit.visitShortcut(block, visitor);
        }
    }
}
