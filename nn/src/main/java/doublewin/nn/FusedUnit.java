package doublewin.nn;

import doublewin.engine.autograd.ChannelNorm;
import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.nn.NetworkParts.UnitSpec;
import java.util.Optional;

/**
 * A norm-ReLU-convolution unit as one operation on the tape, and one more for the shortcut: the normalised, rectified
 * and quantised feature map is never in memory. {@link #composed} is the same unit layer by layer.
 */
public final class FusedUnit implements NormReluConv {
    private final ComposedUnit composed;
    private final Norm norm;
    private final Convolution2d convolution;
    private final Optional<Convolution2d> shortcut;

    /** A unit of layers that fit the spec; there is a shortcut exactly where the spec names one. */
    public FusedUnit(UnitSpec spec, Norm norm, Convolution2d convolution, Optional<Convolution2d> shortcut) {
        composed = new ComposedUnit(spec, norm, convolution, shortcut.map(Layer.class::cast));
        this.norm = norm;
        this.convolution = convolution;
        this.shortcut = shortcut;
    }

    /** The same layers one after the other. */
    public ComposedUnit composed() {
        return composed;
    }

    @Override
    public Output forward(Tape tape, Variable x, Optional<Variable> residual, Precision precision, Pass pass) {
        ChannelNorm normed = norm.norm(tape, x, precision, pass);
        Variable main = convolution.forward(tape, normed, residual, precision, pass);
        return new Output(main, shortcut.map(layer -> layer.forward(tape, normed, Optional.empty(), precision, pass)));
    }

    @Override
    public void visit(String block, StateVisitor visitor) {
        composed.visit(block, visitor);
    }

    @Override
    public void visitShortcut(String block, StateVisitor visitor) {
        composed.visitShortcut(block, visitor);
    }
}
