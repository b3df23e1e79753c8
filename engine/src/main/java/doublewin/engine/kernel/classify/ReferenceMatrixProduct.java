package doublewin.engine.kernel.classify;

import doublewin.engine.kernel.lane.Lanes;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/** The classifier's matrix product and its gradients as plain loop nests; shapes as in {@link MatrixProduct}. */
public final class ReferenceMatrixProduct {
    private ReferenceMatrixProduct() {}

    /** y = weight x + bias. */
    public static void forward(Tensor x, Tensor weight, Tensor bias, Tensor y) {
        MatrixProduct.requireShapes("matrix product", x.shape(), weight, y.shape());
        bias.requireShape("matrix product: bias", Shape.of(y.shape().channels()));
        int inputs = x.shape().channels();
        for (int n = 0; n < x.shape().images(); n++) {
            for (int output = 0; output < y.shape().channels(); output++) {
                float chain = 0;
                for (int input = 0; input < inputs; input++) {
                    chain = Math.fma(weight.get(output * inputs + input), at(x, n, input), chain);
                }
                y.set(LaneFormat.index(y.shape(), n, 0, 0, output), chain + bias.get(output));
            }
        }
    }

    /** dx = transposed weight dy. */
    public static void inputGradient(Tensor dy, Tensor weight, Tensor dx) {
        MatrixProduct.requireShapes("matrix product input gradient", dx.shape(), weight, dy.shape());
        int inputs = dx.shape().channels();
        for (int n = 0; n < dx.shape().images(); n++) {
            for (int input = 0; input < inputs; input++) {
                float chain = 0;
                for (int output = 0; output < dy.shape().channels(); output++) {
                    chain = Math.fma(weight.get(output * inputs + input), at(dy, n, output), chain);
                }
                dx.set(LaneFormat.index(dx.shape(), n, 0, 0, input), chain);
            }
        }
    }

    /** dweight = sum over images of dy times x. */
    public static void weightGradient(Tensor x, Tensor dy, Tensor dweight) {
        MatrixProduct.requireShapes("matrix product weight gradient", x.shape(), dweight, dy.shape());
        int inputs = x.shape().channels();
        for (int output = 0; output < dy.shape().channels(); output++) {
            for (int input = 0; input < inputs; input++) {
                int o = output;
                int i = input;
                double sum = sum(x.shape().images(), (n, chain) -> Math.fma(at(dy, n, o), at(x, n, i), chain));
                dweight.set(output * inputs + input, (float) sum);
            }
        }
    }

    /** dbias = sum over images of dy. */
    public static void biasGradient(Tensor dy, Tensor dbias) {
        MatrixProduct.requireVectors("matrix product bias gradient", dy.shape());
        dbias.requireShape(
                "matrix product bias gradient: result", Shape.of(dy.shape().channels()));
        for (int output = 0; output < dbias.elements(); output++) {
            int o = output;
            dbias.set(output, (float) sum(dy.shape().images(), (n, chain) -> chain + at(dy, n, o)));
        }
    }

    private static float at(Tensor batch, int image, int channel) {
        return batch.get(LaneFormat.index(batch.shape(), image, 0, 0, channel));
    }

    /** What an image adds to its lane's chain. */
    @FunctionalInterface
    private interface Link {
        float apply(int image, float chain);
    }

    private static double sum(int images, Link link) {
        int chunk = MatrixProduct.CHUNK_BLOCKS * Shape.LANES;
        double total = 0;
        for (int start = 0; start < images; start += chunk) {
            float[] chains = new float[Shape.LANES];
            for (int n = start; n < Math.min(images, start + chunk); n++) {
                chains[n % Shape.LANES] = link.apply(n, chains[n % Shape.LANES]);
            }
            total += Lanes.sum(chains, 0, Shape.LANES);
        }
        return total;
    }
}
