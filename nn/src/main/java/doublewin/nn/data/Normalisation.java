package doublewin.nn.data;

/**
 * Maps a pixel of 0 to 255 to what a network sees: {@code (pixel / 255 - mean) / std} per channel, in float32 and in
 * this order, as the official code does.
 */
public final class Normalisation {

    /** The constants of the official code for CIFAR-10; the embedded set uses them as well. */
    public static final Normalisation CIFAR10 =
            new Normalisation(new float[] {0.4914f, 0.4822f, 0.4465f}, new float[] {0.2471f, 0.2435f, 0.2616f});

    private static final int PIXEL_VALUES = 256;

    private final float[] mean;
    private final float[] std;

    /** The normalised value of every pixel value: (channels, 256). */
    private final float[][] values;

    /** Mean and standard deviation of each channel, in units of the brightest pixel. */
    public Normalisation(float[] mean, float[] std) {
        if (mean.length != std.length) {
            throw new IllegalArgumentException("normalisation: " + mean.length + " means, expected as many as the "
                    + std.length + " standard deviations");
        }
        for (int c = 0; c < std.length; c++) {
            if (!(std[c] > 0 && Float.isFinite(std[c]) && Float.isFinite(mean[c]))) {
                throw new IllegalArgumentException("normalisation: channel " + c + " has mean " + mean[c]
                        + " and standard deviation " + std[c] + ", expected finite ones and a deviation above 0");
            }
        }
        this.mean = mean.clone();
        this.std = std.clone();
        this.values = new float[mean.length][PIXEL_VALUES];
        for (int c = 0; c < mean.length; c++) {
            for (int pixel = 0; pixel < PIXEL_VALUES; pixel++) {
                values[c][pixel] = (pixel / 255f - mean[c]) / std[c];
            }
        }
    }

    /** Number of channels. */
    public int channels() {
        return mean.length;
    }

    /** Mean of each channel, in units of the brightest pixel. */
    public float[] mean() {
        return mean.clone();
    }

    /** Standard deviation of each channel, in units of the brightest pixel; a step of n/255 is n/255/std here. */
    public float[] std() {
        return std.clone();
    }

    /** The normalised value of a pixel, 0 to 255, of a channel. */
    public float value(int channel, int pixel) {
        return values[channel][pixel];
    }

    /** Each channel's normalised black: the lower bound of a valid image. */
    public float[] lower() {
        return bound(0f);
    }

    /** Each channel's normalised full brightness: the upper bound of a valid image. */
    public float[] upper() {
        return bound(1f);
    }

    private float[] bound(float brightness) {
        float[] bound = new float[mean.length];
        for (int c = 0; c < bound.length; c++) {
            bound[c] = (brightness - mean[c]) / std[c];
        }
        return bound;
    }
}
