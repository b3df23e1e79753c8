package doublewin.engine.autograd;

import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.tensor.Shape;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A small network: convolution, batch norm, ReLU, strided convolution plus shortcut, pool, classifier, loss. */
class ChainGradientTest {
    private static final double EPSILON = 1e-5;
    private static final int WIDTH = 10;

    @ParameterizedTest
    @CsvSource({"2, 6, 1", "17, 6, 2"})
    void gradients(int images, int size, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] labels = random.ints(images, 0, 3).toArray();
        List<Operand> operands = List.of(
                Operand.random("image", Shape.lanes(images, size, size, 3), random),
                Operand.random("first", Shape.of(WIDTH, 3, 3, 3), random),
                Operand.random("gamma", Shape.of(WIDTH), random),
                Operand.random("beta", Shape.of(WIDTH), random),
                Operand.random("second", Shape.of(WIDTH, WIDTH, 3, 3), -0.3, 0.3, random),
                Operand.random("shortcut", Shape.of(WIDTH, WIDTH, 1, 1), random),
                Operand.random("weight", Shape.of(3, WIDTH), random),
                Operand.random("bias", Shape.of(3), random));
        // the longest sum, over images and pixels, passes on the errors of some others
        int terms = 4 * images * size * size;
        GradientCheck.run(terms, operands, (tape, v) -> CrossEntropyOp.mean(tape, network(tape, v), labels), v ->
                new double[] {network(v, images, size).crossEntropy(labels) / images});
    }

    private static Variable network(Tape tape, List<Variable> v) {
        Variable first = ConvolutionOp.apply(tape, v.get(0), v.get(1), 1, Numerics.DIRECT);
        Variable normal = BatchNormOp.apply(tape, ChannelNorm.training(tape, first, v.get(2), v.get(3), EPSILON));
        Variable active = ReluOp.apply(tape, normal);
        Variable second = ConvolutionOp.apply(tape, active, v.get(4), 2, Numerics.DIRECT);
        Variable sum = AddOp.apply(tape, second, ConvolutionOp.apply(tape, active, v.get(5), 2, Numerics.DIRECT));
        Variable pooled = AveragePoolOp.apply(tape, sum, 3);
        return LinearOp.apply(tape, pooled, v.get(6), v.get(7));
    }

    private static DoubleMaps network(double[][] v, int images, int size) {
        DoubleMaps first = new DoubleMaps(images, 3, size, size, v[0]).convolve(v[1], WIDTH, 3, 1);
        DoubleMaps normal = first.normalise(first.mean(), first.variance(), EPSILON, v[2], v[3]);
        DoubleMaps active = normal.rectify();
        DoubleMaps second = active.convolve(v[4], WIDTH, 3, 2);
        DoubleMaps shortcut = active.convolve(v[5], WIDTH, 1, 2);
        for (int i = 0; i < second.values().length; i++) {
            second.values()[i] += shortcut.values()[i];
        }
        return second.averagePool(3).linear(v[6], v[7]);
    }
}
