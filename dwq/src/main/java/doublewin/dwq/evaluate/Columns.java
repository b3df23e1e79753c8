package doublewin.dwq.evaluate;

import doublewin.dwq.PrecisionSet;
import doublewin.nn.Precision;
import java.util.List;

/**
 * Who classifies the images of a table of outcomes: the network at each precision that a defender may draw, and after these
 * twins, which he never draws. Nobody has two columns.
 *
 * @param precisions that may be drawn
 * @param twins in the order of {@link Twin}, each once; full precision only where it is none of {@code precisions};
 *     unmodifiable
 */
public record Columns(PrecisionSet precisions, List<Twin> twins) {
    /** Sorts the twins, and checks that full precision has one column at most. */
    public Columns {
        twins = twins.stream().distinct().sorted().toList();
        if (twins.contains(Twin.FULL_PRECISION) && precisions.indexOf(Precision.FULL) >= 0) {
            throw new IllegalArgumentException(
                    "columns: expected one of full precision at most, found it among " + precisions + " and the twins");
        }
    }

    /** Those of the precisions, and of some twins. */
    public static Columns of(PrecisionSet precisions, Twin... twins) {
        return new Columns(precisions, List.of(twins));
    }

    /** Those of the precisions and of all twins; full precision is a twin where it is none of the precisions. */
    public static Columns withTwins(PrecisionSet precisions) {
        boolean drawn = precisions.indexOf(Precision.FULL) >= 0;
        return drawn ? of(precisions, Twin.ENSEMBLE) : of(precisions, Twin.values());
    }

    /** How many there are. */
    public int size() {
        return precisions.size() + twins.size();
    }

    /** The position of a twin's column, or -1 where it has none. */
    public int indexOf(Twin twin) {
        int place = twins.indexOf(twin);
        return place < 0 ? place : precisions.size() + place;
    }

    /** The position of the network's column at a precision, whether that may be drawn or is a twin; -1 where it has none. */
    public int indexOf(Precision precision) {
        int drawn = precisions.indexOf(precision);
        return drawn < 0 && precision.isFull() ? indexOf(Twin.FULL_PRECISION) : drawn;
    }
}
