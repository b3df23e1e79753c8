package doublewin.dwq.attack;

import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.data.Normalisation;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A classifier whose optimum is known: logits = weight * pixels + bias, with pixels of 0 to 1, computed in double.
 *
 * @param weight (classes, values), an image's values in (height, width, channel) order
 * @param bias (classes)
 * @param normalisation that the pixels come through
 * @param asked how many images were classified so far, with or without gradient
 */
public record LinearModel(double[][] weight, double[] bias, Normalisation normalisation, AtomicInteger asked)
        implements DifferentiableModel {
    public LinearModel(double[][] weight, double[] bias, Normalisation normalisation) {
        this(weight, bias, normalisation, new AtomicInteger());
    }

    @Override
    public int classes() {
        return bias.length;
    }

    @Override
    public void logits(Tensor x, Tensor logits) {
        asked.addAndGet(x.shape().images());
        logits.fill(0);
        for (int n = 0; n < x.shape().images(); n++) {
            double[] z = logits(pixels(x, n, normalisation));
            for (int k = 0; k < z.length; k++) {
                logits.set(LaneFormat.index(logits.shape(), n, 0, 0, k), (float) z[k]);
            }
        }
    }

    /** The logits of an image's pixels. */
    public double[] logits(double[] pixels) {
        double[] z = bias.clone();
        for (int k = 0; k < z.length; k++) {
            for (int i = 0; i < pixels.length; i++) {
                z[k] += weight[k][i] * pixels[i];
            }
        }
        return z;
    }

    @Override
    public void gradient(Tensor x, int[] labels, LogitLoss loss, Tensor logits, Tensor dx) {
        logits(x, logits);
        Tensor dlogits = Tensor.zeros(logits.shape());
        loss.gradient(logits, labels, dlogits);
        dx.fill(0);
        float[] std = normalisation.std();
        Shape shape = x.shape();
        for (int n = 0; n < shape.images(); n++) {
            for (int i = 0; i < weight[0].length; i++) {
                double sum = 0;
                for (int k = 0; k < bias.length; k++) {
                    sum += dlogits.get(LaneFormat.index(logits.shape(), n, 0, 0, k)) * weight[k][i];
                }
                int c = i % shape.channels();
                dx.set(index(shape, n, i), (float) (sum * std[c]));
            }
        }
    }

    /** An image's pixels of 0 to 1, in (height, width, channel) order. */
    public static double[] pixels(Tensor x, int image, Normalisation normalisation) {
        double[] pixels = values(x, image);
        for (int i = 0; i < pixels.length; i++) {
            int c = i % normalisation.channels();
            pixels[i] = pixels[i] * normalisation.std()[c] + normalisation.mean()[c];
        }
        return pixels;
    }

    /** An image's values as they are, in (height, width, channel) order. */
    public static double[] values(Tensor x, int image) {
        Shape shape = x.shape();
        double[] values = new double[shape.height() * shape.width() * shape.channels()];
        for (int i = 0; i < values.length; i++) {
            values[i] = x.get(index(shape, image, i));
        }
        return values;
    }

    /** A batch of images from their pixels, with labels, and ids from 0 on. */
    public static Batch batch(double[][] pixels, int[] labels, int height, int width, Normalisation normalisation) {
        int channels = normalisation.channels();
        Tensor x = Tensor.zeros(Shape.lanes(pixels.length, height, width, channels));
        int[] ids = new int[pixels.length];
        for (int n = 0; n < pixels.length; n++) {
            ids[n] = n;
            for (int i = 0; i < pixels[n].length; i++) {
                int c = i % channels;
                float value = (float) ((pixels[n][i] - normalisation.mean()[c])
                        / normalisation.std()[c]);
                x.set(index(x.shape(), n, i), value);
            }
        }
        return new Batch(ids, x, labels, normalisation);
    }

    private static int index(Shape shape, int image, int value) {
        int pixel = value / shape.channels();
        return LaneFormat.index(shape, image, pixel / shape.width(), pixel % shape.width(), value % shape.channels());
    }
}
