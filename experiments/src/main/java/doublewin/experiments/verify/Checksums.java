package doublewin.experiments.verify;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.zip.CRC32C;

/** Checksums of what came about in a piece of work, in the order in which it did. */
final class Checksums {
    private final SequencedMap<String, String> sums = new LinkedHashMap<>();

    /** Adds that of some arrays' bits, one after another. */
    void add(String what, Iterable<float[]> arrays) {
        CRC32C sum = new CRC32C();
        for (float[] values : arrays) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(Float.BYTES, values.length))
                    .order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(values);
            sum.update(bytes);
        }
        if (sums.put(what, HexFormat.of().toHexDigits((int) sum.getValue())) != null) {
            throw new IllegalArgumentException("checksums: there are two of " + what);
        }
    }

    /** By what they are of. */
    SequencedMap<String, String> asMap() {
        return sums;
    }

    /**
     * The first of what was found that is not as expected. Since both are in the order in which it came about, that is where
     * two pieces of work part: a step, a pass, a layer.
     */
    static Optional<String> difference(Map<String, String> expected, SequencedMap<String, String> found) {
        return found.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(expected.get(entry.getKey())))
                .map(entry -> entry.getKey() + ": found " + entry.getValue() + ", expected "
                        + expected.getOrDefault(entry.getKey(), "none"))
                .findFirst();
    }
}
