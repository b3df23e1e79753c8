package doublewin.engine.autograd;

/**
 * A batch of feature maps in double precision, in N,C,H,W order, and the equations of the operations on it, written as
 * plainly as they can be. Gradients are checked against differences of these.
 *
 * @param values images * channels * height * width numbers
 */
record DoubleMaps(int images, int channels, int height, int width, double[] values) {
    DoubleMaps(int images, int channels, int height, int width) {
        this(images, channels, height, width, new double[images * channels * height * width]);
    }

    DoubleMaps {
        if (values.length != images * channels * height * width) {
            throw new IllegalArgumentException("test: " + values.length + " values for " + images + " x " + channels
                    + " x " + height + " x " + width);
        }
    }

    int index(int n, int c, int h, int w) {
        return ((n * channels + c) * height + h) * width + w;
    }

    /** The value, or zero outside the map. */
    double at(int n, int c, int h, int w) {
        return h < 0 || h >= height || w < 0 || w >= width ? 0 : values[index(n, c, h, w)];
    }

    DoubleMaps convolve(double[] weight, int outChannels, int kernel, int stride) {
        int pad = kernel / 2;
        DoubleMaps y =
                new DoubleMaps(images, outChannels, (height + stride - 1) / stride, (width + stride - 1) / stride);
        for (int n = 0; n < images; n++) {
            for (int k = 0; k < outChannels; k++) {
                for (int p = 0; p < y.height; p++) {
                    for (int q = 0; q < y.width; q++) {
                        double sum = 0;
                        for (int c = 0; c < channels; c++) {
                            for (int r = 0; r < kernel; r++) {
                                for (int s = 0; s < kernel; s++) {
                                    sum += at(n, c, p * stride + r - pad, q * stride + s - pad)
                                            * weight[((k * channels + c) * kernel + r) * kernel + s];
                                }
                            }
                        }
                        y.values[y.index(n, k, p, q)] = sum;
                    }
                }
            }
        }
        return y;
    }

    double[] mean() {
        double[] mean = new double[channels];
        for (int i = 0; i < values.length; i++) {
            mean[channelOf(i)] += values[i] / (images * height * width);
        }
        return mean;
    }

    double[] variance() {
        double[] mean = mean();
        double[] variance = new double[channels];
        for (int i = 0; i < values.length; i++) {
            double centred = values[i] - mean[channelOf(i)];
            variance[channelOf(i)] += centred * centred / (images * height * width);
        }
        return variance;
    }

    DoubleMaps normalise(double[] mean, double[] variance, double epsilon, double[] gamma, double[] beta) {
        DoubleMaps y = new DoubleMaps(images, channels, height, width);
        for (int i = 0; i < values.length; i++) {
            int c = channelOf(i);
            y.values[i] = gamma[c] * (values[i] - mean[c]) / Math.sqrt(variance[c] + epsilon) + beta[c];
        }
        return y;
    }

    DoubleMaps rectify() {
        DoubleMaps y = new DoubleMaps(images, channels, height, width);
        for (int i = 0; i < values.length; i++) {
            y.values[i] = Math.max(values[i], 0);
        }
        return y;
    }

    DoubleMaps averagePool(int window) {
        DoubleMaps y = new DoubleMaps(images, channels, height / window, width / window);
        for (int n = 0; n < images; n++) {
            for (int c = 0; c < channels; c++) {
                for (int h = 0; h < height; h++) {
                    for (int w = 0; w < width; w++) {
                        y.values[y.index(n, c, h / window, w / window)] += at(n, c, h, w) / (window * window);
                    }
                }
            }
        }
        return y;
    }

    /** Of maps of one pixel. */
    DoubleMaps linear(double[] weight, double[] bias) {
        DoubleMaps y = new DoubleMaps(images, bias.length, 1, 1);
        for (int n = 0; n < images; n++) {
            for (int k = 0; k < bias.length; k++) {
                double sum = bias[k];
                for (int c = 0; c < channels; c++) {
                    sum += values[n * channels + c] * weight[k * channels + c];
                }
                y.values[n * bias.length + k] = sum;
            }
        }
        return y;
    }

    /** Sum over the images, of logits. */
    double crossEntropy(int[] labels) {
        double loss = 0;
        for (int n = 0; n < images; n++) {
            double sum = 0;
            for (int k = 0; k < channels; k++) {
                sum += Math.exp(values[n * channels + k]);
            }
            loss += Math.log(sum) - values[n * channels + labels[n]];
        }
        return loss;
    }

    private int channelOf(int index) {
        return index / (height * width) % channels;
    }
}
