package doublewin.nn;

import doublewin.engine.autograd.AveragePoolOp;
import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.nn.NetworkParts.ConvolutionSize;
import java.util.ArrayList;
import java.util.List;

/**
 * The pre-activation residual network of 18 layers (He et al., 2016) for images of 32 x 32 with three channels: a
 * convolution; four groups of two blocks with 64, 128, 256 and 512 channels on maps of 32, 16, 8 and 4; norm, ReLU,
 * average over the map, classifier. Tensor names are the official ones.
 *
 * <p>{@code forward} returns logits, (1, 1, classes) in lane format.
 */
public final class PreActResNet18 implements Layer {
    private static final int GROUPS = 4;
    private static final int BLOCKS = 2;
    private static final int FIRST_CHANNELS = 64;
    private static final int LAST_MAP = 4;

    private final Layer first;
    private final List<PreActBlock> blocks = new ArrayList<>();
    private final Layer last;
    private final Linear classifier;

    /** A network of zero weights, until it is initialised or loaded. */
    public PreActResNet18(NetworkParts parts, int classes) {
        if (classes < 1) {
            throw new IllegalArgumentException(
                    "pre-activation residual network: the number of classes is " + classes + ", expected at least 1");
        }
        first = parts.convolution(new ConvolutionSize(InputImages.CHANNELS, FIRST_CHANNELS, 3, 1));
        int channels = FIRST_CHANNELS;
        for (int group = 0; group < GROUPS; group++) {
            int groupChannels = FIRST_CHANNELS << group;
            for (int block = 0; block < BLOCKS; block++) {
                int stride = group > 0 && block == 0 ? 2 : 1;
                blocks.add(new PreActBlock(parts, channels, groupChannels, stride));
                channels = groupChannels;
            }
        }
        last = parts.normRelu(channels);
        classifier = new Linear(channels, classes);
    }

    @Override
    public Variable forward(Tape tape, Variable x, Precision precision, Pass pass) {
        InputImages.require("pre-activation residual network", x.shape());
        Variable y = first.forward(tape, x, precision, pass);
        for (PreActBlock block : blocks) {
            y = block.forward(tape, y, precision, pass);
        }
        y = last.forward(tape, y, precision, pass);
        y = AveragePoolOp.apply(tape, y, LAST_MAP);
        return classifier.forward(tape, y, precision, pass);
    }

    @Override
    public void visit(String name, StateVisitor visitor) {
        first.visit(Module.join(name, "conv1"), visitor);
        for (int i = 0; i < blocks.size(); i++) {
            String block = "layer" + (i / BLOCKS + 1) + "." + i % BLOCKS;
            blocks.get(i).visit(Module.join(name, block), visitor);
        }
        last.visit(Module.join(name, "bn"), visitor);
        classifier.visit(Module.join(name, "linear"), visitor);
    }
}
