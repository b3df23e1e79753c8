package doublewin.nn;

import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.nn.NetworkParts.ConvolutionSpec;
import doublewin.nn.NetworkParts.PrecisionRole;
import doublewin.nn.NetworkParts.UnitSpec;
import java.util.Optional;

/**
 * A block of a {@link PreActResNet18}: conv2(relu(bn2(conv1(relu(bn1(x)))))) + x, where shortcut(x) stands for x if the
 * shape changes. The shortcut is fed with x itself, as in the official code, and not with relu(bn1(x)).
 */
final class PreActBlock implements Layer {
    private final NormReluConv first;
    private final NormReluConv second;
    private final Optional<Layer> shortcut;

    PreActBlock(NetworkParts parts, int inChannels, int outChannels, int stride) {
        ConvolutionSpec firstSpec = new ConvolutionSpec(inChannels, outChannels, 3, stride, PrecisionRole.OF_PASS);
        ConvolutionSpec secondSpec = new ConvolutionSpec(outChannels, outChannels, 3, 1, PrecisionRole.OF_PASS);
        first = parts.normReluConv(new UnitSpec("bn1", "conv1", firstSpec, ""));
        second = parts.normReluConv(new UnitSpec("bn2", "conv2", secondSpec, ""));
        shortcut = inChannels == outChannels && stride == 1
                ? Optional.empty()
                : Optional.of(parts.convolution(firstSpec.shortcut()));
    }

    @Override
    public Variable forward(Tape tape, Variable x, Precision precision, Pass pass) {
        Variable residual =
                shortcut.map(layer -> layer.forward(tape, x, precision, pass)).orElse(x);
        Variable inner =
                first.forward(tape, x, Optional.empty(), precision, pass).main();
        Variable y = second.forward(tape, inner, Optional.of(residual), precision, pass)
                .main();
        tape.release(inner);
        tape.release(residual);
        tape.release(x);
        return y;
    }

    @Override
    public void visit(String name, StateVisitor visitor) {
        first.visit(name, visitor);
        second.visit(name, visitor);
        shortcut.ifPresent(layer -> layer.visit(Module.join(name, "shortcut"), visitor));
    }
}
