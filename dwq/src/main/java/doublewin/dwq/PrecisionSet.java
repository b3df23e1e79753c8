package doublewin.dwq;

import doublewin.nn.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * The precisions that a network is trained for, or evaluated at: distinct, in rising order, at least one. Full
 * precision counts as the widest. A position in the set is what switchable batch norm and transfer matrices use as an
 * index.
 */
public final class PrecisionSet {
    private static final String FULL = "full";
    private static final String HOW = "expected bit widths from " + Precision.MIN_BITS + " to " + Precision.MAX_BITS
            + " in rising order, such as 4..16 or 4,6,8, or full";
    /** This many consecutive bit widths and more are written as a range. */
    private static final int SHORTEST_RANGE = 3;

    private final List<Precision> precisions;

    private PrecisionSet(List<Precision> precisions, String text) {
        if (precisions.isEmpty()) {
            throw problem(text, "is empty");
        }
        for (int i = 1; i < precisions.size(); i++) {
            int order = precisions.get(i - 1).compareTo(precisions.get(i));
            if (order >= 0) {
                throw problem(text, order == 0 ? "holds " + precisions.get(i) + " twice" : "is not in rising order");
            }
        }
        this.precisions = List.copyOf(precisions);
    }

    /** The set of these precisions, which must be distinct and in rising order. */
    public static PrecisionSet of(Precision... precisions) {
        String text = Arrays.stream(precisions).map(PrecisionSet::text).collect(Collectors.joining(","));
        return new PrecisionSet(List.of(precisions), text);
    }

    /**
     * Reads a set: comma-separated bit widths, ranges {@code from..to} with both ends included, or {@code full}.
     *
     * @throws IllegalArgumentException that quotes the text and says what was expected
     */
    public static PrecisionSet parse(String text) {
        List<Precision> precisions = new ArrayList<>();
        for (String item : text.split(",", -1)) {
            String trimmed = item.strip();
            int dots = trimmed.indexOf("..");
            if (trimmed.equals(FULL)) {
                precisions.add(Precision.FULL);
            } else if (dots < 0) {
                precisions.add(new Precision(bits(text, trimmed)));
            } else {
                int from = bits(text, trimmed.substring(0, dots));
                int to = bits(text, trimmed.substring(dots + 2));
                if (from > to) {
                    throw problem(text, "has a range that falls, " + trimmed);
                }
                for (int bits = from; bits <= to; bits++) {
                    precisions.add(new Precision(bits));
                }
            }
        }
        return new PrecisionSet(precisions, text);
    }

    private static int bits(String text, String number) {
        String digits = number.strip();
        if (!digits.matches("[0-9]{1,3}")) {
            throw problem(text, digits.isEmpty() ? "lacks a bit width" : "holds \"" + digits + "\"");
        }
        int bits = Integer.parseInt(digits);
        if (bits < Precision.MIN_BITS || bits > Precision.MAX_BITS) {
            throw problem(text, "holds " + bits);
        }
        return bits;
    }

    private static IllegalArgumentException problem(String text, String finding) {
        return new IllegalArgumentException("precision set: \"" + text + "\" " + finding + "; " + HOW);
    }

    /** Number of precisions, at least 1. */
    public int size() {
        return precisions.size();
    }

    /** The precision at a position, 0 being the lowest. */
    public Precision get(int index) {
        return precisions.get(index);
    }

    /** The position of a precision, or -1 where the set does not hold it. */
    public int indexOf(Precision precision) {
        return precisions.indexOf(precision);
    }

    /** All precisions in rising order; unmodifiable. */
    public List<Precision> asList() {
        return precisions;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PrecisionSet set && precisions.equals(set.precisions);
    }

    @Override
    public int hashCode() {
        return precisions.hashCode();
    }

    /** The one way to write this set, which {@link #parse} reads: three and more neighbours are a range. */
    @Override
    public String toString() {
        StringJoiner joiner = new StringJoiner(",");
        for (int first = 0; first < size(); ) {
            int last = first;
            while (last + 1 < size() && get(last + 1).bits() == get(last).bits() + 1) {
                last++;
            }
            if (last - first + 1 >= SHORTEST_RANGE) {
                joiner.add(text(get(first)) + ".." + text(get(last)));
            } else {
                last = first;
                joiner.add(text(get(first)));
            }
            first = last + 1;
        }
        return joiner.toString();
    }

    private static String text(Precision precision) {
        return precision.isFull() ? FULL : Integer.toString(precision.bits());
    }
}
