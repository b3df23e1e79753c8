package doublewin.peer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What export.py wrote of one width.
 *
 * @param folder with the networks' files
 * @param width of the WideResNet
 * @param images (32, 3, 32, 32)
 * @param labels (32)
 * @param pgd what PyTorch made of a step of an attack
 * @param train what it made of a training step
 * @param logits (32, 10), in full precision
 */
record Exported(Path folder, int width, float[] images, float[] labels, Answer pgd, Answer train, float[] logits) {
    static final int IMAGES = 32;
    static final int CLASSES = 10;
    static final int VALUES = IMAGES * 3 * 32 * 32;

    /** Of all logits and gradients, relative to the largest: other libraries sum in another order. */
    private static final double TOLERANCE = 0.02;

    /**
     * A loss, and what belongs to it.
     *
     * @param logits (32, 10)
     * @param gradient (32, 3, 32, 32), of the loss by the perturbation
     */
    record Answer(float loss, float[] logits, float[] gradient) {}

    static Exported read(Path folder, int width) throws IOException {
        FloatBuffer floats = ByteBuffer.wrap(Files.readAllBytes(folder.resolve(width + ".answers")))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        return new Exported(
                folder,
                width,
                next(floats, VALUES),
                next(floats, IMAGES),
                answer(floats),
                answer(floats),
                next(floats, IMAGES * CLASSES));
    }

    private static Answer answer(FloatBuffer floats) {
        return new Answer(next(floats, 1)[0], next(floats, IMAGES * CLASSES), next(floats, VALUES));
    }

    private static float[] next(FloatBuffer floats, int count) {
        float[] values = new float[count];
        floats.get(values);
        return values;
    }

    /** A file of this width, such as {@code pgd-2.pt}. */
    String file(String kind, String suffix) {
        return folder.resolve(kind + "-" + width + suffix).toString();
    }

    /** Tells how far two results are apart, and fails unless they are the same but for their rounding. */
    static void require(String what, float[] found, float[] expected) {
        double largest = 0;
        double apart = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            apart = Math.max(apart, Math.abs(found[i] - expected[i]));
        }
        System.err.printf("%s: apart by %.1e of %.1e%n", what, apart, largest);
        if (!(apart <= TOLERANCE * largest)) {
            throw new IllegalStateException(what + ": expected what PyTorch made of it, found values that are " + apart
                    + " apart, of at most " + largest);
        }
    }
}
