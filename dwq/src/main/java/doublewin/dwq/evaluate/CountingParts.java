package doublewin.dwq.evaluate;

import doublewin.engine.autograd.ChannelNorm;
import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.engine.kernel.convolution.ConvShape;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.BatchNorm2d;
import doublewin.nn.Layer;
import doublewin.nn.NetworkParts;
import doublewin.nn.Norm;
import doublewin.nn.NormReluConv;
import doublewin.nn.Pass;
import doublewin.nn.Precision;
import doublewin.nn.StateVisitor;
import java.util.Optional;

/** Parts that count their multiply-adds; convolutions and classifiers give zeros of the right shape. */
final class CountingParts implements NetworkParts {
    private long quantised;
    private long full;
    private long normalised;

    /** What passes so far have cost. */
    BitOps counted() {
        return new BitOps(quantised, full, normalised);
    }

    @Override
    public Layer convolution(ConvolutionSpec spec) {
        return new Counting(x -> count(x, spec));
    }

    @Override
    public NormReluConv normReluConv(UnitSpec spec) {
        return new CountingUnit(spec);
    }

    @Override
    public Norm norm(int channels) {
        return new CountingNorm(new BatchNorm2d(channels));
    }

    @Override
    public Layer classifier(int features, int classes) {
        return new Counting(x -> {
            full += (long) x.images() * features * classes;
            return Shape.lanes(x.images(), 1, 1, classes);
        });
    }

    private void countNorm(Shape x) {
        normalised += (long) x.images() * x.height() * x.width() * x.channels();
    }

    private Shape count(Shape x, ConvolutionSpec spec) {
        ConvShape shape = ConvShape.of(x, spec.weightShape(), spec.stride());
        switch (spec.role()) {
            case FULL -> full += shape.macs();
            case OF_PASS -> quantised += shape.macs();
        }
        return shape.output();
    }

    /** Counts what it is shown. */
    @FunctionalInterface
    private interface Counter {
        /** The shape of the result. */
        Shape count(Shape x);
    }

    private record Counting(Counter counter) implements Layer {
        @Override
        public Variable forward(Tape tape, Variable x, Precision precision, Pass pass) {
            return tape.constant(Tensor.zeros(counter.count(x.shape())));
        }

        @Override
        public void visit(String name, StateVisitor visitor) {}
    }

    private final class CountingNorm implements Norm {
        private final Norm norm;

        CountingNorm(Norm norm) {
            this.norm = norm;
        }

        @Override
        public ChannelNorm norm(Tape tape, Variable x, Precision precision, Pass pass) {
            countNorm(x.shape());
            return norm.norm(tape, x, precision, pass);
        }

        @Override
        public void visit(String name, StateVisitor visitor) {}
    }

    /** The unit's norm, its convolution and its shortcut. */
    private final class CountingUnit implements NormReluConv {
        private final Layer main;
        private final Optional<Layer> shortcut;

        CountingUnit(UnitSpec spec) {
            main = convolution(spec.convolution());
            shortcut = spec.shortcut().map(CountingParts.this::convolution);
        }

        @Override
        public Output forward(Tape tape, Variable x, Optional<Variable> residual, Precision precision, Pass pass) {
            countNorm(x.shape());
            return new Output(
                    main.forward(tape, x, precision, pass),
                    shortcut.map(layer -> layer.forward(tape, x, precision, pass)));
        }

        @Override
        public void visit(String block, StateVisitor visitor) {}

        @Override
        public void visitShortcut(String block, StateVisitor visitor) {}
    }
}
