package doublewin.nn;

import doublewin.engine.autograd.AddOp;
import doublewin.engine.autograd.ReluOp;
import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.nn.NetworkParts.UnitSpec;
import java.util.Optional;

/** A norm-ReLU-convolution unit as the plain sequence of given layers: what any fused unit is tested against. */
public final class ComposedUnit implements NormReluConv {
    private final UnitSpec spec;
    private final Layer norm;
    private final Layer convolution;
    private final Optional<Layer> shortcut;

    /** A unit of layers that fit the spec; there is a shortcut exactly where the spec names one. */
    public ComposedUnit(UnitSpec spec, Layer norm, Layer convolution, Optional<Layer> shortcut) {
        if (shortcut.isPresent() != spec.hasShortcut()) {
            throw new IllegalArgumentException("norm-ReLU-convolution unit: expected "
                    + (spec.hasShortcut() ? "the shortcut " + spec.shortcutName() : "no shortcut") + ", found "
                    + (shortcut.isPresent() ? "one" : "none"));
        }
        this.spec = spec;
        this.norm = norm;
        this.convolution = convolution;
        this.shortcut = shortcut;
    }

    @Override
    public Output forward(Tape tape, Variable x, Optional<Variable> residual, Precision precision, Pass pass) {
        Variable activation = ReluOp.apply(tape, norm.forward(tape, x, precision, pass));
        Variable main = convolution.forward(tape, activation, precision, pass);
        return new Output(
                residual.map(other -> AddOp.apply(tape, other, main)).orElse(main),
                shortcut.map(layer -> layer.forward(tape, activation, precision, pass)));
    }

    @Override
    public void visit(String block, StateVisitor visitor) {
        norm.visit(Module.join(block, spec.normName()), visitor);
        convolution.visit(Module.join(block, spec.convolutionName()), visitor);
    }

    @Override
    public void visitShortcut(String block, StateVisitor visitor) {
        shortcut.ifPresent(layer -> layer.visit(Module.join(block, spec.shortcutName()), visitor));
    }
}
