package doublewin.experiments.data;

import doublewin.engine.random.Purpose;
import doublewin.engine.random.RandomKey;
import doublewin.engine.random.RandomStream;
import doublewin.nn.data.ImageSet;
import doublewin.nn.data.ImageShape;
import java.util.Arrays;
import java.util.List;

/**
 * A set of 32x32 colour images that needs no download: ten shapes of random colour, place, size, rotation and
 * stretch, on textured and cluttered ground. It is generated from a seed of its own; the bits of every image are a
 * promise, whatever the machine and however many images are asked for. A linear classifier stays under one half of
 * it, a small convolutional network passes 90 %.
 */
public final class EmbeddedSet {

    static final ImageShape SHAPE = new ImageShape(32, 32, 3);

    private static final long SEED = 20_210_518L;

    /** The place of the key that holds an epoch elsewhere tells the two parts apart. */
    private static final int TRAIN_PART = 0;

    private static final int TEST_PART = 1;

    private EmbeddedSet() {}

    /** The class names; a label is a position in this list. */
    public static List<String> classNames() {
        return Arrays.stream(EmbeddedShape.values())
                .map(EmbeddedShape::className)
                .toList();
    }

    /** The first {@code images} training images. */
    public static ImageSet train(int images) {
        return generate("embedded training images", TRAIN_PART, images);
    }

    /** The first {@code images} test images, drawn independently of the training images. */
    public static ImageSet test(int images) {
        return generate("embedded test images", TEST_PART, images);
    }

    /** Classes take turns, so that every ten images from the start hold each class once. */
    private static ImageSet generate(String name, int part, int images) {
        if (images < 1) {
            throw new IllegalArgumentException(name + ": " + images + " asked for, expected 1 or more");
        }
        EmbeddedShape[] shapes = EmbeddedShape.values();
        byte[] pixels = new byte[Math.multiplyExact(images, SHAPE.bytes())];
        int[] labels = new int[images];
        EmbeddedScene scene = new EmbeddedScene();
        for (int image = 0; image < images; image++) {
            labels[image] = image % shapes.length;
            RandomKey key =
                    RandomKey.of(SEED, Purpose.EMBEDDED_DATA).withEpoch(part).withImage(image);
            scene.draw(shapes[labels[image]], new RandomStream(key));
            scene.copyTo(pixels, image * SHAPE.bytes());
        }
        return new ImageSet(name, SHAPE, shapes.length, pixels, labels);
    }
}
