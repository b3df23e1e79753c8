package doublewin.experiments.verify;

import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Layer;
import doublewin.nn.Module;
import doublewin.nn.NetworkParts;
import doublewin.nn.Norm;
import doublewin.nn.NormReluConv;
import doublewin.nn.Pass;
import doublewin.nn.Precision;
import doublewin.nn.StateVisitor;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Parts of a network that show what comes out of each layer, by its name, while a pass goes forward. A layer learns its name
 * when the network is first asked for its state, which has to be before the first pass.
 */
final class LayerWatch implements NetworkParts {
    private static final String IMAGES = "images";

    private final NetworkParts parts;
    private final BiConsumer<String, Tensor> seen;

    /**
     * Watched parts.
     *
     * @param seen told of each layer's name and result, in lane format, in the order of the pass
     */
    LayerWatch(NetworkParts parts, BiConsumer<String, Tensor> seen) {
        this.parts = parts;
        this.seen = seen;
    }

    /** The network that was built of these parts, which then shows what goes into it, too. */
    Layer network(Layer built) {
        return new Layer() {
            @Override
            public Variable forward(Tape tape, Variable x, Precision precision, Pass pass) {
                seen.accept(IMAGES, x.value());
                return built.forward(tape, x, precision, pass);
            }

            @Override
            public void visit(String name, StateVisitor visitor) {
                built.visit(name, visitor);
            }
        };
    }

    @Override
    public Layer convolution(ConvolutionSpec spec) {
        return new Watched(parts.convolution(spec));
    }

    @Override
    public NormReluConv normReluConv(UnitSpec spec) {
        return new WatchedUnit(spec, parts.normReluConv(spec));
    }

    @Override
    public Norm norm(int channels) {
        return parts.norm(channels);
    }

    @Override
    public Layer normRelu(int channels) {
        return new Watched(parts.normRelu(channels));
    }

    /** Has no name, and what it makes is soon seen in the classifier's result. */
    @Override
    public Layer pool(int side) {
        return parts.pool(side);
    }

    @Override
    public Layer classifier(int features, int classes) {
        return new Watched(parts.classifier(features, classes));
    }

    private final class Watched implements Layer {
        private final Layer layer;
        private String name = "";

        private Watched(Layer layer) {
            this.layer = layer;
        }

        @Override
        public Variable forward(Tape tape, Variable x, Precision precision, Pass pass) {
            Variable y = layer.forward(tape, x, precision, pass);
            seen.accept(name, y.value());
            return y;
        }

        @Override
        public void visit(String named, StateVisitor visitor) {
            name = named;
            layer.visit(named, visitor);
        }
    }

    private final class WatchedUnit implements NormReluConv {
        private final UnitSpec spec;
        private final NormReluConv unit;
        private String block = "";

        private WatchedUnit(UnitSpec spec, NormReluConv unit) {
            this.spec = spec;
            this.unit = unit;
        }

        @Override
        public Output forward(Tape tape, Variable x, Optional<Variable> residual, Precision precision, Pass pass) {
            Output output = unit.forward(tape, x, residual, precision, pass);
            seen.accept(
                    Module.join(block, spec.convolutionName()), output.main().value());
            output.shortcut()
                    .ifPresent(shortcut -> seen.accept(Module.join(block, spec.shortcutName()), shortcut.value()));
            return output;
        }

        @Override
        public void visit(String named, StateVisitor visitor) {
            block = named;
            unit.visit(named, visitor);
        }

        @Override
        public void visitShortcut(String named, StateVisitor visitor) {
            unit.visitShortcut(named, visitor);
        }
    }
}
