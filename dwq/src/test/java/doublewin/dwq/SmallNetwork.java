package doublewin.dwq;

import doublewin.engine.autograd.AddOp;
import doublewin.engine.autograd.AveragePoolOp;
import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.nn.Initialisation;
import doublewin.nn.Layer;
import doublewin.nn.Module;
import doublewin.nn.NetworkParts;
import doublewin.nn.NetworkParts.ConvolutionSpec;
import doublewin.nn.NetworkParts.PrecisionRole;
import doublewin.nn.NetworkParts.UnitSpec;
import doublewin.nn.NormReluConv;
import doublewin.nn.Pass;
import doublewin.nn.Precision;
import doublewin.nn.StateVisitor;
import java.util.Optional;

/** The smallest network with every kind of part, for images of 32 x 32 and ten classes. */
public final class SmallNetwork implements Layer {
    public static final int CLASSES = 10;

    private static final int MAP = 8;

    private final Layer first;
    private final NormReluConv unit;
    private final Layer last;
    private final Layer classifier;

    /** Initialised from the seed. */
    public SmallNetwork(NetworkParts parts, long seed) {
        first = parts.convolution(new ConvolutionSpec(3, 4, 3, 2, PrecisionRole.FULL));
        unit = parts.normReluConv(
                new UnitSpec("bn1", "conv2", new ConvolutionSpec(4, 6, 3, 2, PrecisionRole.OF_PASS), "shortcut"));
        last = parts.normRelu(6);
        classifier = parts.classifier(6, CLASSES);
        Initialisation.WIDE_RES_NET.apply(this, seed);
    }

    @Override
    public Variable forward(Tape tape, Variable x, Precision precision, Pass pass) {
        Variable stem = first.forward(tape, x, precision, pass);
        NormReluConv.Output output = unit.forward(tape, stem, Optional.empty(), precision, pass);
        Variable sum = AddOp.apply(tape, output.main(), output.shortcut().orElseThrow());
        Variable pooled = AveragePoolOp.apply(tape, last.forward(tape, sum, precision, pass), MAP);
        return classifier.forward(tape, pooled, precision, pass);
    }

    @Override
    public void visit(String name, StateVisitor visitor) {
        first.visit(Module.join(name, "conv1"), visitor);
        unit.visit(name, visitor);
        unit.visitShortcut(name, visitor);
        last.visit(Module.join(name, "bn2"), visitor);
        classifier.visit(Module.join(name, "fc"), visitor);
    }
}
