package doublewin.nn;

import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.nn.NetworkParts.ConvolutionSpec;
import doublewin.nn.NetworkParts.PrecisionRole;
import doublewin.nn.data.ImageShape;
import java.util.ArrayList;
import java.util.List;

/**
 * The pre-activation residual network of 18 layers (He et al., 2016): a convolution; four groups of two blocks
 * with 64, 128, 256 and 512 channels on maps of the image's side, a half, a quarter and an eighth of it; norm, ReLU,
 * average over the map, classifier. Tensor names are the official ones.
 *
 * <p>{@code forward} returns logits, (1, 1, classes) in lane format.
 */
public final class PreActResNet18 implements Layer {
    private static final int GROUPS = 4;
    private static final int BLOCKS = 2;
    private static final int FIRST_CHANNELS = 64;
    /** How many times smaller than the image the last map is. */
    private static final int REDUCTION = 8;

    private final InputImages input;
    private final Layer first;
    private final List<PreActBlock> blocks = new ArrayList<>();
    private final Layer last;
    private final Layer pool;
    private final Layer classifier;

    /**
     * A network of zero weights, until it is initialised or loaded.
     *
     * @param images that it classifies: square, their side a multiple of 8
     */
    public PreActResNet18(NetworkParts parts, ImageShape images, int classes) {
        if (classes < 1) {
            throw new IllegalArgumentException(
                    "pre-activation residual network: the number of classes is " + classes + ", expected at least 1");
        }
        input = new InputImages("pre-activation residual network", images, REDUCTION);
        first = parts.convolution(new ConvolutionSpec(images.channels(), FIRST_CHANNELS, 3, 1, PrecisionRole.FULL));
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
        pool = parts.pool(images.height() / REDUCTION);
        classifier = parts.classifier(channels, classes);
    }

    @Override
    public Variable forward(Tape tape, Variable x, Precision precision, Pass pass) {
        input.require(x.shape());
        Variable y = first.forward(tape, x, precision, pass);
        for (PreActBlock block : blocks) {
            y = block.forward(tape, y, precision, pass);
        }
        y = last.forward(tape, y, precision, pass);
        y = pool.forward(tape, y, precision, pass);
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
