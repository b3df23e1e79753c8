package doublewin.nn.data;

import java.util.Objects;

/** Consecutive images of another source. */
record Subset(ImageSource source, int first, int size) implements ImageSource {
    Subset {
        if (first < 0 || size < 0 || size > source.size() - first) {
            throw new IllegalArgumentException("subset of " + source.name() + ": images " + first + " to "
                    + (first + size) + " asked for, the source has " + source.size());
        }
    }

    @Override
    public String name() {
        return source.name();
    }

    @Override
    public ImageShape shape() {
        return source.shape();
    }

    @Override
    public int classes() {
        return source.classes();
    }

    @Override
    public int label(int image) {
        return source.label(first + Objects.checkIndex(image, size));
    }

    @Override
    public void read(int image, byte[] pixels) {
        source.read(first + Objects.checkIndex(image, size), pixels);
    }

    @Override
    public String toString() {
        return name() + " (" + size + " images)";
    }
}
