package doublewin.bench.ladder;

import doublewin.engine.kernel.convolution.ConvShape;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What every rung computes: a convolution with 3 x 3 filters, stride 1 and a border of zeros, of arrays in the usual order.
 *
 * <pre>
 *   y[n,k,p,q] = sum over c, r, s of  x[n, c, p + r - 1, q + s - 1] * w[k,c,r,s]        x is 0 outside the map
 *
 *   x [N][C][H][W]      w [K][C][3][3]      y [N][K][H][W]      P = H, Q = W
 * </pre>
 *
 * <p>Each y is one chain of fused multiply-adds from +0, whose order every rung keeps, so that all of them give the same bits:
 * block of input channels ({@link #channelBlock}), filter row, filter column, channel.
 *
 * @param images N
 * @param inChannels C
 * @param outChannels K
 * @param height H
 * @param width W
 */
public record Layer(int images, int inChannels, int outChannels, int height, int width) {
    /** R and S. */
    static final int SIDE = 3;

    private static final Pattern NAME = Pattern.compile("(\\d{1,4})-(\\d{1,4})@(\\d{1,3})");

    /** Checks the sizes, as the engine does. */
    public Layer {
        new ConvShape(images, height, width, inChannels, outChannels, SIDE, 1);
    }

    /**
     * A layer by its name, {@code C-K@H}, such as {@code 64-64@16}; maps are square.
     *
     * @throws IllegalArgumentException if it is no name; the message is for the user
     */
    public static Layer parse(String name, int images) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "a layer: expected channels in, channels out and rows, such as 64-64@16, found " + name);
        }
        int rows = Integer.parseInt(matcher.group(3));
        return new Layer(images, Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)), rows, rows);
    }

    /** The engine's word for it. */
    ConvShape shape() {
        return new ConvShape(images, height, width, inChannels, outChannels, SIDE, 1);
    }

    /** Floating-point operations; a multiply-add counts two. */
    double flops() {
        return 2.0 * shape().macs();
    }

    /** How many input channels a chain takes through the filter before it goes on with the next ones. */
    int channelBlock() {
        return ConvShape.channelBlock(inChannels);
    }

    /** Where x[n,c,h,w] lies. */
    int x(int n, int c, int h, int w) {
        return ((n * inChannels + c) * height + h) * width + w;
    }

    /** Where w[k,c,r,s] lies. */
    int w(int k, int c, int r, int s) {
        return ((k * inChannels + c) * SIDE + r) * SIDE + s;
    }

    /** Where y[n,k,p,q] lies. */
    int y(int n, int k, int p, int q) {
        return ((n * outChannels + k) * height + p) * width + q;
    }

    /** Floats of x. */
    int xLength() {
        return images * inChannels * height * width;
    }

    /** Floats of w. */
    int wLength() {
        return outChannels * inChannels * SIDE * SIDE;
    }

    /** Floats of y. */
    int yLength() {
        return images * outChannels * height * width;
    }

    @Override
    public String toString() {
        return inChannels + "-" + outChannels + "@" + height + (height == width ? "" : "x" + width);
    }
}
