package doublewin.nn.data;

import java.util.Objects;

/** Labelled images in memory. */
public final class ImageSet implements ImageSource {
    private final String name;
    private final ImageShape shape;
    private final int classes;
    private final byte[] pixels;
    private final int[] labels;

    /**
     * A set over the given arrays, which it keeps without copying.
     *
     * @param pixels (images, channels, height, width) unsigned bytes
     * @param labels one class index an image, 0 to {@code classes - 1}
     */
    public ImageSet(String name, ImageShape shape, int classes, byte[] pixels, int[] labels) {
        if (pixels.length != (long) labels.length * shape.bytes()) {
            throw new IllegalArgumentException("image set " + name + ": " + pixels.length + " pixel bytes, expected "
                    + (long) labels.length * shape.bytes() + " for " + labels.length + " labels");
        }
        for (int image = 0; image < labels.length; image++) {
            if (labels[image] < 0 || labels[image] >= classes) {
                throw new IllegalArgumentException("image set " + name + ": image " + image + " has label "
                        + labels[image] + ", expected one of " + classes + " classes, from 0");
            }
        }
        this.name = name;
        this.shape = shape;
        this.classes = classes;
        this.pixels = pixels;
        this.labels = labels;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ImageShape shape() {
        return shape;
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public int classes() {
        return classes;
    }

    @Override
    public int label(int image) {
        return labels[image];
    }

    @Override
    public void read(int image, byte[] into) {
        Objects.checkIndex(image, labels.length);
        System.arraycopy(pixels, image * shape.bytes(), into, 0, shape.bytes());
    }

    @Override
    public String toString() {
        return name + " (" + size() + " images)";
    }
}
