package doublewin.experiments;

import doublewin.engine.random.RandomStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** What happens to files: small things, a few at a time. */
public final class Mutation {
    private static final List<String> TOKENS = List.of(
            "-1",
            "0",
            "1",
            "2147483647",
            "2147483648",
            "4294967296",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775809",
            "1e999",
            "-1e999",
            "NaN",
            "0.5",
            "1e-400",
            "null",
            "true",
            "[]",
            "{}",
            "\"\"",
            "\"x\"",
            "[[[[[[[[",
            "{\"a\":",
            "\u0000",
            "\uFEFF",
            "\"\\ud800\"",
            ",",
            ":",
            "]",
            "}",
            "99999999999999999999999999",
            "\n");

    private Mutation() {}

    /** A file after one to three of them. */
    public static byte[] few(RandomStream random, byte[] file) {
        byte[] bytes = file;
        for (int times = 1 + random.below(3); times > 0; times--) {
            bytes = one(random, bytes);
        }
        return bytes;
    }

    private static byte[] one(RandomStream random, byte[] bytes) {
        int at = bytes.length == 0 ? 0 : random.below(bytes.length);
        int length = bytes.length == 0 ? 0 : 1 + random.below(Math.min(16, bytes.length - at));
        return switch (random.below(8)) {
            case 0 -> Arrays.copyOf(bytes, at);
            case 1 -> spliced(bytes, at, 0, new byte[] {(byte) random.below(256)});
            case 2 -> spliced(bytes, at, length, new byte[0]);
            case 3 -> spliced(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + length));
            case 4 -> flipped(bytes, at, random.below(8));
            case 5 -> token(random, bytes, at);
            case 6 -> spliced(bytes, at, Math.min(8, bytes.length - at), number(random));
            default ->
                spliced(
                        bytes,
                        at,
                        length,
                        TOKENS.get(random.below(TOKENS.size())).getBytes(StandardCharsets.UTF_8));
        };
    }

    /** In place of the word, number or string that stands there. */
    private static byte[] token(RandomStream random, byte[] bytes, int at) {
        int from = at;
        while (from > 0 && inWord(bytes[from - 1])) {
            from--;
        }
        int to = at;
        while (to < bytes.length && inWord(bytes[to])) {
            to++;
        }
        return spliced(
                bytes, from, to - from, TOKENS.get(random.below(TOKENS.size())).getBytes(StandardCharsets.UTF_8));
    }

    private static boolean inWord(byte value) {
        return Character.isLetterOrDigit(value) || value == '-' || value == '.' || value == '+';
    }

    private static byte[] number(RandomStream random) {
        long[] numbers = {0, 1, -1, 100_000_000, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, 1L << 32};
        long number = numbers[random.below(numbers.length)];
        byte[] bytes = new byte[8];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (number >> 8 * i);
        }
        return bytes;
    }

    private static byte[] flipped(byte[] bytes, int at, int bit) {
        byte[] changed = bytes.clone();
        if (changed.length > 0) {
            changed[at] ^= (byte) (1 << bit);
        }
        return changed;
    }

    private static byte[] spliced(byte[] bytes, int at, int removed, byte[] inserted) {
        byte[] result = new byte[bytes.length - removed + inserted.length];
        System.arraycopy(bytes, 0, result, 0, at);
        System.arraycopy(inserted, 0, result, at, inserted.length);
        System.arraycopy(bytes, at + removed, result, at + inserted.length, bytes.length - at - removed);
        return result;
    }
}
