package doublewin.nn.data;

import java.util.Arrays;

/** Cuts an order of image ids into batches; a smaller last batch is used, as in the official code. */
public final class Batches {

    private final int[] order;
    private final int batchSize;

    /** Batches of {@code batchSize} images, 1 or more, along {@code order}. */
    public Batches(int[] order, int batchSize) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("batches: batch size " + batchSize + ", expected 1 or more");
        }
        this.order = order.clone();
        this.batchSize = batchSize;
    }

    /** Number of batches. */
    public int count() {
        return (int) (((long) order.length + batchSize - 1) / batchSize);
    }

    /** The image ids of a batch, 0 .. count() - 1. */
    public int[] batch(int index) {
        if (index < 0 || index >= count()) {
            throw new IllegalArgumentException("batches: batch " + index + " asked for, there are " + count());
        }
        int from = index * batchSize;
        return Arrays.copyOfRange(order, from, from + Math.min(batchSize, order.length - from));
    }
}
