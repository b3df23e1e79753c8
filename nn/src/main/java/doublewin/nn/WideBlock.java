package doublewin.nn;

import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.nn.NetworkParts.ConvolutionSpec;
import doublewin.nn.NetworkParts.PrecisionRole;
import doublewin.nn.NetworkParts.UnitSpec;
import java.util.Optional;

/**
 * A block of a {@link WideResNet}: with a = relu(bn1(x)), conv2(relu(bn2(conv1(a)))) + x, where convShortcut(a) stands
 * for x if the number of channels changes.
 */
final class WideBlock implements Layer {
    private final NormReluConv first;
    private final NormReluConv second;

    WideBlock(NetworkParts parts, int inChannels, int outChannels, int stride) {
        String shortcut = inChannels == outChannels ? "" : "convShortcut";
        ConvolutionSpec firstSpec = new ConvolutionSpec(inChannels, outChannels, 3, stride, PrecisionRole.OF_PASS);
        ConvolutionSpec secondSpec = new ConvolutionSpec(outChannels, outChannels, 3, 1, PrecisionRole.OF_PASS);
        first = parts.normReluConv(new UnitSpec("bn1", "conv1", firstSpec, shortcut));
        second = parts.normReluConv(new UnitSpec("bn2", "conv2", secondSpec, ""));
    }

    @Override
    public Variable forward(Tape tape, Variable x, Precision precision, Pass pass) {
        NormReluConv.Output inner = first.forward(tape, x, Optional.empty(), precision, pass);
        Variable residual = inner.shortcut().orElse(x);
        Variable y = second.forward(tape, inner.main(), Optional.of(residual), precision, pass)
                .main();
        tape.release(inner.main());
        tape.release(residual);
        tape.release(x);
        return y;
    }

    @Override
    public void visit(String name, StateVisitor visitor) {
        first.visit(name, visitor);
        second.visit(name, visitor);
        first.visitShortcut(name, visitor);
    }
}
