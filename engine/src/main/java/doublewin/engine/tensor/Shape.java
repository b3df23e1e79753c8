package doublewin.engine.tensor;

import java.util.Arrays;
import java.util.StringJoiner;

/**
 * The shape of a row-major tensor: its dimensions, outermost first.
 *
 * <p>A <em>lane shape</em> describes a batch of feature maps with one image a lane: dimensions (blocks, height, width,
 * channels, 16), where image n lives in block n / 16, lane n % 16. It also knows how many images there are, since the
 * last block may be partly empty; the empty lanes hold finite values that no reduction over images may see.
 *
 * <p>Sixteen is a property of the format, not of the machine: any vector width that divides it takes a lane group whole
 * or in parts.
 */
public final class Shape {
    /** Images side by side in the last axis of a lane shape. */
    public static final int LANES = 16;

    private static final int NO_IMAGES = -1;

    private final int[] dims;
    private final int images;
    private final int elements;

    private Shape(int[] dims, int images) {
        long product = 1;
        for (int dim : dims) {
            if (dim < 1) {
                throw new IllegalArgumentException(
                        "shape: every dimension must be at least 1, found " + Arrays.toString(dims));
            }
            product *= dim;
            if (product > Integer.MAX_VALUE - 64) {
                throw new IllegalArgumentException(
                        "shape: " + Arrays.toString(dims) + " has more elements than one array can hold (2^31)");
            }
        }
        this.dims = dims;
        this.images = images;
        this.elements = (int) product;
    }

    /** A plain shape; no dimensions at all is the shape of a scalar. Every dimension is at least 1. */
    public static Shape of(int... dims) {
        return new Shape(dims.clone(), NO_IMAGES);
    }

    /** The lane shape (ceil(images / 16), height, width, channels, 16) of a batch of feature maps. */
    public static Shape lanes(int images, int height, int width, int channels) {
        if (images < 1) {
            throw new IllegalArgumentException("lane shape: a batch holds at least one image, found " + images);
        }
        int blocks = (int) (((long) images + LANES - 1) / LANES);
        return new Shape(new int[] {blocks, height, width, channels, LANES}, images);
    }

    /** Number of dimensions. */
    public int rank() {
        return dims.length;
    }

    /** Size along one axis, 0 being the outermost. */
    public int dim(int axis) {
        return dims[axis];
    }

    /** The product of all dimensions. */
    public int elements() {
        return elements;
    }

    /** Whether this is a lane shape, made by {@link #lanes}. */
    public boolean isLanes() {
        return images != NO_IMAGES;
    }

    /** Images of a lane shape, at most 16 times its blocks. */
    public int images() {
        return requireLanes().images;
    }

    /** Blocks of 16 images of a lane shape. */
    public int blocks() {
        return requireLanes().dims[0];
    }

    /** Height of a lane shape's maps. */
    public int height() {
        return requireLanes().dims[1];
    }

    /** Width of a lane shape's maps. */
    public int width() {
        return requireLanes().dims[2];
    }

    /** Channels of a lane shape's maps. */
    public int channels() {
        return requireLanes().dims[3];
    }

    /** How many lanes of a block hold images: 16, or fewer in the last block. */
    public int imagesInBlock(int block) {
        return Math.min(LANES, images() - block * LANES);
    }

    /** The same maps with another number of channels. */
    public Shape withChannels(int channels) {
        return lanes(images(), height(), width(), channels);
    }

    private Shape requireLanes() {
        if (images == NO_IMAGES) {
            throw new IllegalArgumentException(
                    "shape: expected a batch in lane format (blocks, height, width, channels, 16), found " + this);
        }
        return this;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && images == shape.images && Arrays.equals(dims, shape.dims);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(dims) + images;
    }

    /** Such as {@code (32, 16, 3, 3)}, or {@code (2, 8, 8, 64, 16) of 17 images}. */
    @Override
    public String toString() {
        StringJoiner joiner = new StringJoiner(", ", "(", ")");
        for (int dim : dims) {
            joiner.add(Integer.toString(dim));
        }
        return isLanes() ? joiner + " of " + images + " images" : joiner.toString();
    }
}
