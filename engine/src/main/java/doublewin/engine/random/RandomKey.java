package doublewin.engine.random;

import java.util.Objects;

/**
 * The name of one stream of random numbers. Different keys name different streams: with the stream's block number, the
 * components fill disjoint bits of Philox's 64-bit key and 128-bit counter, and Philox is a bijection for every key.
 *
 * <pre>
 * key word      0  | seed, bits 0..31                                     |
 *               1  | seed, bits 32..63                                    |
 *
 * counter word  0  | block number (each block is four numbers of 32 bits) |
 *               1  | image                                                |
 *               2  | purpose id: 6 bits | restart: 10 bits | epoch: 16    |   highest bits first
 *               3  | step                                                 |
 * </pre>
 *
 * A component that does not matter to a purpose is 0.
 *
 * @param seed any value
 * @param epoch 0 to {@link #MAX_EPOCH}
 * @param image the image's number in its data set, whatever its place in a batch; not negative
 * @param restart restart of an attack, 0 to {@link #MAX_RESTART}
 * @param step training iteration, attack step or another running number; not negative
 */
public record RandomKey(long seed, Purpose purpose, int epoch, int image, int restart, int step) {
    /** Largest epoch: 16 bits. */
    public static final int MAX_EPOCH = 0xFFFF;

    /** Largest restart: 10 bits. */
    public static final int MAX_RESTART = 0x3FF;

    /** Largest {@link Purpose#id()}: 6 bits. */
    public static final int MAX_PURPOSE_ID = 0x3F;

    /** Checks the ranges; IllegalArgumentException names the component that is out of its range. */
    public RandomKey {
        Objects.requireNonNull(purpose, "random key: purpose");
        requireRange("epoch", epoch, MAX_EPOCH);
        requireRange("image", image, Integer.MAX_VALUE);
        requireRange("restart", restart, MAX_RESTART);
        requireRange("step", step, Integer.MAX_VALUE);
    }

    /** The key with every number but the seed at 0. */
    public static RandomKey of(long seed, Purpose purpose) {
        return new RandomKey(seed, purpose, 0, 0, 0, 0);
    }

    /** This key with another epoch. */
    public RandomKey withEpoch(int other) {
        return new RandomKey(seed, purpose, other, image, restart, step);
    }

    /** This key with another image. */
    public RandomKey withImage(int other) {
        return new RandomKey(seed, purpose, epoch, other, restart, step);
    }

    /** This key with another restart. */
    public RandomKey withRestart(int other) {
        return new RandomKey(seed, purpose, epoch, image, other, step);
    }

    /** This key with another step. */
    public RandomKey withStep(int other) {
        return new RandomKey(seed, purpose, epoch, image, restart, other);
    }

    int keyWord0() {
        return (int) seed;
    }

    int keyWord1() {
        return (int) (seed >>> 32);
    }

    int counterWord1() {
        return image;
    }

    int counterWord2() {
        return purpose.id() << 26 | restart << 16 | epoch;
    }

    int counterWord3() {
        return step;
    }

    private static void requireRange(String component, int value, int largest) {
        if (value < 0 || value > largest) {
            throw new IllegalArgumentException(
                    "random key: " + component + " is " + value + ", expected 0 to " + largest);
        }
    }
}
