package doublewin.engine.random;

import java.util.Objects;

/**
 * The sequence of random numbers that a {@link RandomKey} names. Streams know nothing of each other: the numbers of one
 * are the same whatever is drawn from others, before or after, on whichever thread. A stream itself is for one thread.
 *
 * <p>Arithmetic is exact or StrictMath, so the same key gives the same bits on every machine.
 */
public final class RandomStream {
    private static final float UNIT_24 = 0x1p-24f;
    private static final double UNIT_32 = 0x1p-32;
    private static final long LOW_WORD = 0xFFFFFFFFL;
    private static final long LAST_BLOCK = LOW_WORD;

    private final RandomKey key;
    private final int[] block = new int[Philox.BLOCK];
    private long nextBlock;
    private int used = Philox.BLOCK;
    private float spareGaussian;
    private boolean hasSpareGaussian;

    /** The stream of the key, from its start. */
    public RandomStream(RandomKey key) {
        this.key = Objects.requireNonNull(key, "random stream: key");
    }

    /** 32 random bits. Throws IllegalStateException after 2^34 numbers, where the stream would repeat itself. */
    public int nextInt() {
        if (used == Philox.BLOCK) {
            fillBlock();
        }
        return block[used++];
    }

    /** A multiple of 2^-24 in [0, 1), each equally likely. */
    public float uniform() {
        return (nextInt() >>> 8) * UNIT_24;
    }

    /**
     * {@code low + (high - low) * uniform()} in float arithmetic: in [low, high], where rounding may give {@code high}
     * itself. Both bounds must be finite, and so must their difference.
     */
    public float uniform(float low, float high) {
        float width = high - low;
        if (!(width >= 0) || !Float.isFinite(width)) {
            throw new IllegalArgumentException(
                    "uniform: bounds are " + low + " and " + high + ", expected finite ones in rising order");
        }
        return low + width * uniform();
    }

    /** An integer in [0, n), each equally likely; n is at least 1. */
    public int below(int n) {
        if (n < 1) {
            throw new IllegalArgumentException("below: n is " + n + ", expected at least 1");
        }
        // Lemire, "Fast Random Integer Generation in an Interval" (2019): the high word of bits * n is the result. Of
        // the 2^32 low words, the lowest 2^32 mod n would make some results likelier than others and are drawn again.
        long product = (nextInt() & LOW_WORD) * n;
        if ((product & LOW_WORD) < n) {
            long excess = (1L << 32) % n;
            while ((product & LOW_WORD) < excess) {
                product = (nextInt() & LOW_WORD) * n;
            }
        }
        return (int) (product >>> 32);
    }

    /** A number of the standard normal distribution (Box and Muller, 1958), at most 6.7 in magnitude. */
    public float gaussian() {
        if (hasSpareGaussian) {
            hasSpareGaussian = false;
            return spareGaussian;
        }
        double inUnit = ((nextInt() & LOW_WORD) + 1) * UNIT_32; // (0, 1], so the logarithm is finite
        double turn = (nextInt() & LOW_WORD) * UNIT_32;
        double radius = Math.sqrt(-2 * StrictMath.log(inUnit));
        double angle = 2 * Math.PI * turn;
        spareGaussian = (float) (radius * StrictMath.sin(angle));
        hasSpareGaussian = true;
        return (float) (radius * StrictMath.cos(angle));
    }

    /** The numbers 0 to n - 1 in a random order, each order equally likely: a pure function of key and n. */
    public static int[] permutation(RandomKey key, int n) {
        if (n < 0) {
            throw new IllegalArgumentException("permutation: n is " + n + ", expected at least 0");
        }
        RandomStream stream = new RandomStream(key);
        int[] order = new int[n];
        // Fisher and Yates, inside out: element i goes to a random place among the first i + 1.
        for (int i = 0; i < n; i++) {
            int place = stream.below(i + 1);
            order[i] = order[place];
            order[place] = i;
        }
        return order;
    }

    private void fillBlock() {
        if (nextBlock > LAST_BLOCK) {
            throw new IllegalStateException("random stream: all 2^34 numbers of " + key + " are drawn, use more keys");
        }
        block[0] = (int) nextBlock++;
        block[1] = key.counterWord1();
        block[2] = key.counterWord2();
        block[3] = key.counterWord3();
        Philox.encrypt(block, key.keyWord0(), key.keyWord1());
        used = 0;
    }
}
