package doublewin.nn.data;

import doublewin.engine.random.Purpose;
import doublewin.engine.random.RandomKey;
import doublewin.engine.random.RandomStream;

/** The order in which an epoch visits the training images: a pure function of seed and epoch. */
public final class DataOrder {

    private DataOrder() {}

    /** A uniformly drawn permutation of 0 .. images - 1. */
    public static int[] permutation(long seed, int epoch, int images) {
        return RandomStream.permutation(RandomKey.of(seed, Purpose.DATA_ORDER).withEpoch(epoch), images);
    }
}
