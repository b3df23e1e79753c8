package doublewin.dwq.attack;

import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Tensor;

/** The classes of an image by falling logit, the lowest of equals first. */
public final class SortedLogits {
    private SortedLogits() {}

    /**
     * The classes of an image of a batch.
     *
     * @param logits (images, 1, 1, classes) in lane format
     */
    public static int[] descending(Tensor logits, int image) {
        double[] z = new double[logits.shape().channels()];
        for (int k = 0; k < z.length; k++) {
            z[k] = logits.get(LaneFormat.index(logits.shape(), image, 0, 0, k));
        }
        return descending(z);
    }

    static int[] descending(double[] z) {
        int[] order = new int[z.length];
        for (int k = 0; k < z.length; k++) {
            int place = k;
            while (place > 0 && z[k] > z[order[place - 1]]) {
                order[place] = order[place - 1];
                place--;
            }
            order[place] = k;
        }
        return order;
    }
}
