package doublewin.nn;

import doublewin.engine.random.Purpose;
import doublewin.engine.random.RandomKey;
import doublewin.engine.random.RandomStream;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/**
 * The first weights of a network, as the official code draws them (the distributions, not the numbers). Convolutions
 * are N(0, sqrt(2 / (kernel * kernel * out channels))) in both: Kaiming's normal by fan-out.
 *
 * <p>Convolutions and classifiers only: what else a network holds - batch norm, the classifier's bias, running values -
 * starts with the values that its layers are made with. The n-th of these weights in the order of visiting has stream n
 * of its own, so a plain network and one with switchable batch norm start from the same weights.
 */
public enum Initialisation {
    /** For {@link WideResNet}: the classifier uniform within +-1 / sqrt(features). */
    WIDE_RES_NET {
        @Override
        void fillClassifier(Tensor weight, RandomStream stream) {
            float bound = (float) (1 / Math.sqrt(weight.shape().dim(1)));
            for (int i = 0; i < weight.elements(); i++) {
                weight.set(i, stream.uniform(-bound, bound));
            }
        }
    },
    /** For {@link PreActResNet18}: the classifier normal with standard deviation 0.001. */
    PRE_ACT_RES_NET {
        @Override
        void fillClassifier(Tensor weight, RandomStream stream) {
            fillNormal(weight, 0.001, stream);
        }
    };

    private static final int CONVOLUTION_RANK = 4;
    private static final int CLASSIFIER_RANK = 2;

    abstract void fillClassifier(Tensor weight, RandomStream stream);

    /** Overwrites the weights of a newly made network, as a function of the seed alone. */
    public void apply(Module network, long seed) {
        RandomKey key = RandomKey.of(seed, Purpose.INITIALISATION);
        network.visit("", new StateVisitor() {
            private int drawn;

            @Override
            public void parameter(String name, Tensor value) {
                switch (value.shape().rank()) {
                    case CONVOLUTION_RANK -> fillConvolution(value, nextStream());
                    case CLASSIFIER_RANK -> fillClassifier(value, nextStream());
                    default -> {}
                }
            }

            @Override
            public void buffer(String name, Tensor value) {}

            private RandomStream nextStream() {
                return new RandomStream(key.withStep(drawn++));
            }
        });
    }

    private static void fillConvolution(Tensor weight, RandomStream stream) {
        Shape shape = weight.shape();
        int fanOut = shape.dim(0) * shape.dim(2) * shape.dim(3);
        fillNormal(weight, Math.sqrt(2.0 / fanOut), stream);
    }

    private static void fillNormal(Tensor weight, double deviation, RandomStream stream) {
        for (int i = 0; i < weight.elements(); i++) {
            weight.set(i, (float) (deviation * stream.gaussian()));
        }
    }
}
