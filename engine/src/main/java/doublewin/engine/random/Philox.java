package doublewin.engine.random;

/**
 * The Philox4x32-10 generator of Salmon, Moraes, Dror and Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3" (SC11): a
 * keyed bijection of 128-bit counters, so that block i of a stream costs the same as block 0 and nothing is remembered.
 */
final class Philox {
    /** Numbers of 32 bits that one counter yields. */
    static final int BLOCK = 4;

    private static final int ROUNDS = 10;
    private static final long MULTIPLIER_0 = 0xD2511F53L;
    private static final long MULTIPLIER_1 = 0xCD9E8D57L;
    /** The key schedule adds the golden ratio and sqrt(3) - 1, as fractions of 2^32. */
    private static final int WEYL_0 = 0x9E3779B9;

    private static final int WEYL_1 = 0xBB67AE85;
    private static final long LOW_WORD = 0xFFFFFFFFL;

    private Philox() {}

    /**
     * Replaces the counter by its block of random numbers.
     *
     * @param block four words, in: the counter, lowest word first; out: the random numbers
     */
    static void encrypt(int[] block, int key0, int key1) {
        assert block.length == BLOCK;
        int x0 = block[0];
        int x1 = block[1];
        int x2 = block[2];
        int x3 = block[3];
        int k0 = key0;
        int k1 = key1;
        for (int round = 0; round < ROUNDS; round++) {
            long product0 = MULTIPLIER_0 * (x0 & LOW_WORD);
            long product1 = MULTIPLIER_1 * (x2 & LOW_WORD);
            x0 = (int) (product1 >>> 32) ^ x1 ^ k0;
            x1 = (int) product1;
            x2 = (int) (product0 >>> 32) ^ x3 ^ k1;
            x3 = (int) product0;
            k0 += WEYL_0;
            k1 += WEYL_1;
        }
        block[0] = x0;
        block[1] = x1;
        block[2] = x2;
        block[3] = x3;
    }
}
