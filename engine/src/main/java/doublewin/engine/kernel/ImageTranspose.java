package doublewin.engine.kernel;

import doublewin.engine.tensor.Shape;

/** Turns up to 16 lane groups, one a channel with 16 images each, into one vector of channels for every image. */
final class ImageTranspose {
    private static final int LANES = Shape.LANES;

    private ImageTranspose() {}

    /**
     * Sets {@code out[out0 + n * width + c]} to {@code in[in0 + (c - from) * 16 + n]} where from &lt;= c &lt; to, else to 0.
     *
     * @param width channels of an output vector
     * @param images how many images to take, at most 16
     */
    static void transpose(float[] in, int in0, int from, int to, int width, int images, float[] out, int out0) {
        for (int c = 0; c < width; c++) {
            if (c < from || c >= to) {
                for (int n = 0; n < images; n++) {
                    out[out0 + n * width + c] = 0;
                }
            } else {
                int channel = in0 + (c - from) * LANES;
                for (int n = 0; n < images; n++) {
                    out[out0 + n * width + c] = in[channel + n];
                }
            }
        }
    }
}
