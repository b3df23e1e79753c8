package doublewin.engine.kernel.convolution;

import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/**
 * The sizes of one convolution, and everything that fixes the order of its sums.
 *
 * <p>Letters of this package: N images, C input channels, K output channels, H and W height and width of the input, P
 * and Q of the output, R and S of the filter (here always equal). Padding is half the filter, so that P = ceil(H /
 * stride).
 *
 * @param images N, at least 1
 * @param height H
 * @param width W
 * @param inChannels C
 * @param outChannels K
 * @param side rows and columns of a filter, 1 or 3
 * @param stride 1 or 2
 */
public record ConvShape(int images, int height, int width, int inChannels, int outChannels, int side, int stride) {
    /** From so many channels on, packed rows of all of them no longer fit a second-level cache. Bits depend on it. */
    private static final int WHOLE_BELOW = 320;

    /** Channels that are summed at once then: reloading the accumulators so seldom costs nothing. Bits depend on it. */
    private static final int CHANNEL_BLOCK = 160;

    /** Products of a direct weight gradient's chain, about: it bounds the rounding error. Bits depend on it. */
    private static final int CHAIN = 1024;

    /** Tiles of 4x4 outputs in a chunk of Winograd's weight gradient: 256 terms a chain. Bits depend on it. */
    static final int CHUNK_TILES = 16;

    /** Most floats of all chunks' sums, 8 MiB, for which a weight gradient keeps chunks apart until the end. */
    static final int APART_FLOATS = 1 << 21;

    /**
     * Most floats of working memory that is as large as the weight, and most that is as long as a row; together they are
     * less than an array can hold. It is filled up to whole tiles and vectors, so a few channels may take as much as 16.
     */
    private static final long MOST_FLOATS = 1 << 29;

    /** Values of a transformed tile of 6x6 pixels, and a little more, for each of which there may be a copy of the weight. */
    private static final long COPIES = 40;

    /** Floats for each channel and column that kernels pack, transpose or transform at once, at most. */
    private static final long PACKED = 128;

    /** Colours and filter taps of a first convolution. */
    private static final int FIRST_CHANNELS = 3;

    private static final long FIRST_TAPS = 27;

    /** Columns' worth of floats that these take however narrow the maps are: chunks and tiles have their least size. */
    private static final long LEAST_COLUMNS = 512;

    /** Checks every size. */
    public ConvShape {
        if (side != 1 && side != 3) {
            throw new IllegalArgumentException("convolution: expected filters of side 1 or 3, found " + side);
        }
        if (stride != 1 && stride != 2) {
            throw new IllegalArgumentException("convolution: expected a stride of 1 or 2, found " + stride);
        }
        if (images < 1 || height < 1 || width < 1 || inChannels < 1 || outChannels < 1) {
            throw new IllegalArgumentException("convolution: expected at least 1 image, row, column and channel, found "
                    + images + " images of " + height + " x " + width + ", " + inChannels + " channels in, "
                    + outChannels + " out");
        }
        requireRoom(images, height, width, inChannels, outChannels);
    }

    /** So that no size or index of a kernel's working memory, which it computes in ints, overflows. */
    private static void requireRoom(int images, int height, int width, int inChannels, int outChannels) {
        long in = whole(inChannels);
        long out = whole(outChannels);
        boolean weights = in * out <= MOST_FLOATS / COPIES;
        boolean rows = Math.max(in, out) * (width + LEAST_COLUMNS) <= MOST_FLOATS / PACKED;
        // Each block of images has at most as many chunks as rows, whose sums a first convolution keeps apart.
        long chunks = whole(images) / Shape.LANES * height;
        boolean sums = inChannels != FIRST_CHANNELS || chunks <= MOST_FLOATS / (FIRST_TAPS * out);
        if (!weights || !rows || !sums) {
            throw new IllegalArgumentException("convolution: expected working memory that one array can hold, found "
                    + images + " images of " + height + " x " + width + ", " + inChannels + " channels in, "
                    + outChannels + " out; use fewer channels, or smaller images or batches");
        }
    }

    /** Up to whole vectors of 16. */
    private static long whole(int channels) {
        return Math.ceilDiv((long) channels, Shape.LANES) * Shape.LANES;
    }

    /**
     * The convolution of these tensors.
     *
     * @param input lane shape (N, H, W, C)
     * @param weight (K, C, R, S)
     */
    public static ConvShape of(Shape input, Shape weight, int stride) {
        if (weight.rank() != 4 || weight.dim(1) != input.channels() || weight.dim(2) != weight.dim(3)) {
            throw new IllegalArgumentException("convolution: weight has shape " + weight + ", expected (outputs, "
                    + input.channels() + ", side, side) for an input of " + input.channels() + " channels");
        }
        return new ConvShape(
                input.images(), input.height(), input.width(), input.channels(), weight.dim(0), weight.dim(2), stride);
    }

    /** Zeros around the input on each side. */
    public int padding() {
        return side / 2;
    }

    /** P. */
    public int outHeight() {
        return (height - 1) / stride + 1;
    }

    /** Q. */
    public int outWidth() {
        return (width - 1) / stride + 1;
    }

    /** Whether the filter reaches every input value; one of 1x1 with stride 2 passes over three of four. */
    public boolean readsEveryValue() {
        return side >= stride;
    }

    /** Lane shape of the input and its gradient. */
    public Shape input() {
        return Shape.lanes(images, height, width, inChannels);
    }

    /** Lane shape of the output and its gradient. */
    public Shape output() {
        return Shape.lanes(images, outHeight(), outWidth(), outChannels);
    }

    /** Shape (K, C, R, S) of the weight and its gradient. */
    public Shape weight() {
        return Shape.of(outChannels, inChannels, side, side);
    }

    /** Multiply-adds in each direction, counting every tap at every output and no padding lanes. */
    public long macs() {
        return (long) images * outHeight() * outWidth() * outChannels * inChannels * side * side;
    }

    /**
     * How many of {@code channels} summed channels a chain of multiply-adds takes through all filter taps before it
     * goes on with the next ones: all below 320, else 160.
     */
    public static int channelBlock(int channels) {
        return channels < WHOLE_BELOW ? channels : CHANNEL_BLOCK;
    }

    /**
     * Output rows in a chunk of the weight gradient. The products of one chunk (these rows of one block of 16 images)
     * are one chain of multiply-adds of about a thousand terms, which bounds its rounding error; chunks are then added
     * in order.
     */
    int chunkRows() {
        return Math.max(1, CHAIN / (outWidth() * Shape.LANES));
    }

    /** Chunks of the weight gradient in a block of images. */
    int chunksOfBlock() {
        return (outHeight() + chunkRows() - 1) / chunkRows();
    }

    void requireInput(Tensor x, String what) {
        x.requireShape("convolution: " + what, input());
    }

    void requireOutput(Tensor y, String what) {
        y.requireShape("convolution: " + what, output());
    }

    void requireWeight(Tensor weight, String what) {
        if (!weight.shape().equals(weight())) {
            throw new IllegalArgumentException("convolution: " + what + " has shape " + weight.shape() + ", expected "
                    + weight() + " for an input of " + inChannels + " channels");
        }
    }
}
