package doublewin.dwq.golden;

import doublewin.dwq.quant.QuantisedParts;
import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.ComposedUnit;
import doublewin.nn.Layer;
import doublewin.nn.NetworkParts;
import doublewin.nn.Norm;
import doublewin.nn.NormRelu;
import doublewin.nn.NormReluConv;
import doublewin.nn.Pass;
import doublewin.nn.Precision;
import doublewin.nn.StateVisitor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Parts that remember which inputs of a ReLU lie so close to 0 that another order of summation puts them on the other
 * side, and that can put them there. The output hardly changes (by less than {@link #NEAR}), but the gradient jumps: so
 * two correct implementations, and the official code with other kernels, differ in it by whole values.
 */
final class Kinks implements NetworkParts {
    /**
     * Some four standard deviations of what two orders of summation differ by: a sum of a few thousand products of
     * floats is off by up to 9e-7 of its size (root mean square, against double), and these inputs have a size of 1.
     */
    static final float NEAR = 5e-6f;

    private final QuantisedParts parts;
    private final NormFactory norms;
    private final List<Kink> found = new ArrayList<>();
    private final Set<Kink> crossed = new HashSet<>();
    private int layers;

    /** Makes the normalisation under test. */
    interface NormFactory {
        Layer of(int channels);
    }

    /** Element {@code index} of the {@code layer}-th normalisation's output, and its value. */
    record Kink(int layer, int index, float value) {}

    Kinks(QuantisedParts parts, NormFactory norms) {
        this.parts = parts;
        this.norms = norms;
    }

    /** The inputs near 0 of all passes since the latest {@link #cross}, the nearest first. */
    List<Kink> found() {
        return found.stream()
                .sorted(Comparator.comparingDouble(kink -> Math.abs(kink.value())))
                .toList();
    }

    /** Forgets what was found, and makes passes from now on put these inputs on the other side of 0. */
    void cross(Set<Kink> kinks) {
        found.clear();
        crossed.clear();
        crossed.addAll(kinks);
    }

    @Override
    public Layer convolution(ConvolutionSpec spec) {
        return parts.convolution(spec);
    }

    @Override
    public NormReluConv normReluConv(UnitSpec spec) {
        Optional<Layer> shortcut = spec.shortcut().map(this::convolution);
        return new ComposedUnit(
                spec, watched(spec.convolution().inChannels()), parts.convolution(spec.convolution()), shortcut);
    }

    @Override
    public Norm norm(int channels) {
        throw new UnsupportedOperationException("networks ask for a norm with its ReLU or in a unit");
    }

    @Override
    public Layer normRelu(int channels) {
        return new NormRelu(watched(channels));
    }

    private Layer watched(int channels) {
        int layer = layers++;
        Layer norm = norms.of(channels);
        return new Layer() {
            @Override
            public Variable forward(Tape tape, Variable x, Precision precision, Pass pass) {
                Variable y = norm.forward(tape, x, precision, pass);
                watch(layer, y.value());
                return y;
            }

            @Override
            public void visit(String name, StateVisitor visitor) {
                norm.visit(name, visitor);
            }
        };
    }

    private void watch(int layer, Tensor y) {
        int lanesOfLastBlock = y.shape().imagesInBlock(y.shape().blocks() - 1);
        for (int i = 0; i < y.elements(); i++) {
            boolean image = i / (y.elements() / y.shape().blocks()) < y.shape().blocks() - 1
                    || i % Shape.LANES < lanesOfLastBlock;
            if (image && Math.abs(y.get(i)) < NEAR) {
                found.add(new Kink(layer, i, y.get(i)));
            }
        }
        for (Kink kink : crossed) {
            if (kink.layer() == layer) {
                y.set(kink.index(), kink.value() > 0 ? 0 : Float.MIN_NORMAL); // no further than needed
            }
        }
    }
}
