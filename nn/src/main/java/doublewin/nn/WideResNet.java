package doublewin.nn;

import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.nn.NetworkParts.ConvolutionSpec;
import doublewin.nn.NetworkParts.PrecisionRole;
import doublewin.nn.data.ImageShape;
import java.util.ArrayList;
import java.util.List;

/**
 * The wide residual network of Zagoruyko and Komodakis (2016): a convolution; three groups of (depth - 4) / 6
 * pre-activation blocks with 16, 32 and 64 times {@code width} channels on maps of the image's side, a half and a quarter
 * of it; norm, ReLU, average over the map, classifier. Tensor names are the official ones.
 *
 * <p>{@code forward} returns logits, (1, 1, classes) in lane format.
 */
public final class WideResNet implements Layer {
    private static final int GROUPS = 3;
    private static final int FIRST_CHANNELS = 16;
    /** How many times smaller than the image the last map is. */
    private static final int REDUCTION = 4;

    private final InputImages input;
    private final Layer first;
    private final List<List<WideBlock>> groups = new ArrayList<>();
    private final Layer last;
    private final Layer pool;
    private final Layer classifier;

    /**
     * A network of zero weights, until it is initialised or loaded.
     *
     * @param images that it classifies: square, their side a multiple of 4
     * @param depth 6 n + 4 for n blocks a group: 10, 16, 22, 28, 34, ...
     * @param width factor on the number of channels, at least 1
     */
    public WideResNet(NetworkParts parts, ImageShape images, int depth, int width, int classes) {
        if (depth < 10 || (depth - 4) % 6 != 0) {
            throw new IllegalArgumentException(
                    "wide residual network: depth is " + depth + ", expected 6 n + 4: 10, 16, 22, 28, 34, ...");
        }
        if (width < 1 || classes < 1) {
            throw new IllegalArgumentException("wide residual network: width is " + width
                    + " and the number of classes " + classes + ", expected at least 1");
        }
        input = new InputImages("wide residual network", images, REDUCTION);
        first = parts.convolution(new ConvolutionSpec(images.channels(), FIRST_CHANNELS, 3, 1, PrecisionRole.FULL));
        int channels = FIRST_CHANNELS;
        for (int group = 0; group < GROUPS; group++) {
            int groupChannels = Math.multiplyExact(FIRST_CHANNELS << group, width);
            List<WideBlock> blocks = new ArrayList<>();
            for (int block = 0; block < (depth - 4) / 6; block++) {
                int stride = group > 0 && block == 0 ? 2 : 1;
                blocks.add(new WideBlock(parts, channels, groupChannels, stride));
                channels = groupChannels;
            }
            groups.add(blocks);
        }
        last = parts.normRelu(channels);
        pool = parts.pool(images.height() / REDUCTION);
        classifier = parts.classifier(channels, classes);
    }

    @Override
    public Variable forward(Tape tape, Variable x, Precision precision, Pass pass) {
        input.require(x.shape());
        Variable y = first.forward(tape, x, precision, pass);
        for (List<WideBlock> group : groups) {
            for (WideBlock block : group) {
                y = block.forward(tape, y, precision, pass);
            }
        }
        y = last.forward(tape, y, precision, pass);
        y = pool.forward(tape, y, precision, pass);
        return classifier.forward(tape, y, precision, pass);
    }

    @Override
    public void visit(String name, StateVisitor visitor) {
        first.visit(Module.join(name, "conv1"), visitor);
        for (int group = 0; group < GROUPS; group++) {
            List<WideBlock> blocks = groups.get(group);
            for (int block = 0; block < blocks.size(); block++) {
                blocks.get(block).visit(Module.join(name, "block" + (group + 1) + ".layer." + block), visitor);
            }
        }
        last.visit(Module.join(name, "bn1"), visitor);
        classifier.visit(Module.join(name, "fc"), visitor);
    }
}
