package doublewin.nn;

/**
 * The precision of a forward pass: the bit width to which weights and activations are fake-quantised.
 *
 * <p>It is an argument of every forward pass and never a state of a network.
 *
 * @param bits 0 for full precision (nothing is quantised), or 2 to 16
 */
public record Precision(int bits) implements Comparable<Precision> {
    /** Nothing is quantised. */
    public static final Precision FULL = new Precision(0);

    /** The narrowest bit width. */
    public static final int MIN_BITS = 2;

    /** The widest bit width. */
    public static final int MAX_BITS = 16;

    /** Checks the range. */
    public Precision {
        if (bits != 0 && (bits < MIN_BITS || bits > MAX_BITS)) {
            throw new IllegalArgumentException("precision: expected 0 (full precision) or " + MIN_BITS + " to "
                    + MAX_BITS + " bits, found " + bits);
        }
    }

    /** Whether nothing is quantised. */
    public boolean isFull() {
        return bits == 0;
    }

    /** By bit width; full precision counts as the widest. */
    @Override
    public int compareTo(Precision other) {
        return Integer.compare(isFull() ? Integer.MAX_VALUE : bits, other.isFull() ? Integer.MAX_VALUE : other.bits);
    }

    /** Such as {@code "8 bit"}, or {@code "full"}. */
    @Override
    public String toString() {
        return isFull() ? "full" : bits + " bit";
    }
}
