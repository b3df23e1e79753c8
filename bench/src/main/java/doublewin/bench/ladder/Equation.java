package doublewin.bench.ladder;

import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.kernel.convolution.ReferenceConvolution;
import doublewin.engine.kernel.convolution.ReferenceWinograd;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Tensor;

/** What a rung computes, to the bit: y of x and w, by plain loops. */
public enum Equation {
    DIRECT {
        @Override
        public float[] output(Layer layer, float[] x, float[] w) {
            Tensor y = Tensor.zeros(layer.shape().output());
            ReferenceConvolution.forward(
                    layer.shape(), lanes(layer, x), Tensor.of(layer.shape().weight(), w), y);
            return LaneFormat.unpack(y);
        }
    },
    QUANTISED {
        @Override
        public float[] output(Layer layer, float[] x, float[] w) {
            return DIRECT.output(layer, Rung8FusedQuantisation.activation(x), w);
        }
    },
    WINOGRAD_2_X_2 {
        @Override
        public float[] output(Layer layer, float[] x, float[] w) {
            float[] y = new float[layer.yLength()];
            new ReferenceWinograd2x2(layer).forward(x, w, y);
            return y;
        }
    },
    WINOGRAD_4_X_4 {
        @Override
        public float[] output(Layer layer, float[] x, float[] w) {
            if (!Numerics.WINOGRAD.transforms(layer.shape())) {
                return DIRECT.output(layer, x, w);
            }
            Tensor y = Tensor.zeros(layer.shape().output());
            ReferenceWinograd.forward(
                    layer.shape(), lanes(layer, x), Tensor.of(layer.shape().weight(), w), y);
            return LaneFormat.unpack(y);
        }
    };

    /** y of x and w, all in NCHW order. */
    public abstract float[] output(Layer layer, float[] x, float[] w);

    private static Tensor lanes(Layer layer, float[] x) {
        Tensor lanes = Tensor.zeros(layer.shape().input());
        LaneFormat.pack(x, lanes);
        return lanes;
    }
}
