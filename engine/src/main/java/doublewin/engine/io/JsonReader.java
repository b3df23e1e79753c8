package doublewin.engine.io;

import java.nio.file.Path;

/**
 * Reads JSON (RFC 8259) piece by piece, as far as the header of a safetensors file needs it: objects, arrays, strings
 * and natural numbers. The caller says what it expects next, so nesting is never deeper than the caller's own and no
 * input can make it recurse or build more than was asked for. Anything unexpected is a {@link FormatException} that
 * names the place.
 */
final class JsonReader {
    private final Path file;
    private final String text;
    private int position;

    JsonReader(Path file, String text) {
        this.file = file;
        this.text = text;
    }

    /** Enters an object; then {@link #hasMore} and {@link #name} for every member. */
    void beginObject() throws FormatException {
        require('{', "an object");
    }

    /** Enters an array; then {@link #hasMore} for every element. */
    void beginArray() throws FormatException {
        require('[', "an array");
    }

    /**
     * Whether another member or element follows; if not, leaves the object or array.
     *
     * @param end its closing bracket
     * @param index how many members or elements there were before
     */
    boolean hasMore(char end, int index) throws FormatException {
        skipBlanks();
        if (peek() == end) {
            position++;
            return false;
        }
        if (index > 0) {
            require(',', "',' or '" + end + "'");
        }
        return true;
    }

    /** The name of an object's next member. */
    String name() throws FormatException {
        String name = string();
        require(':', "':' after a name");
        return name;
    }

    /** A string, its escapes resolved. */
    String string() throws FormatException {
        require('"', "a string");
        StringBuilder value = new StringBuilder();
        while (true) {
            int c = peek();
            if (c == '"') {
                position++;
                break;
            }
            if (c < ' ') { // a control character, or the end of the text
                throw unexpected("the rest of a string");
            }
            position++;
            value.append(c == '\\' ? escape() : (char) c);
        }
        requirePairedSurrogates(value);
        return value.toString();
    }

    /** An integer from 0 to 2^63 - 1, without sign, fraction or exponent. */
    long natural() throws FormatException {
        skipBlanks();
        int start = position;
        long value = 0;
        while (peek() >= '0' && peek() <= '9') {
            int digit = peek() - '0';
            if (value > (Long.MAX_VALUE - digit) / 10) {
                position = start;
                throw unexpected("an integer below 2^63");
            }
            value = 10 * value + digit;
            position++;
        }
        int next = peek();
        boolean leadingZero = position > start + 1 && text.charAt(start) == '0';
        if (position == start || leadingZero || next == '.' || next == 'e' || next == 'E') {
            position = start;
            throw unexpected("an integer of at least 0");
        }
        return value;
    }

    /** Checks that nothing but blanks is left. */
    void end() throws FormatException {
        skipBlanks();
        if (position < text.length()) {
            throw unexpected("nothing after the closing '}'");
        }
    }

    private char escape() throws FormatException {
        int c = peek();
        position++;
        return switch (c) {
            case '"', '\\', '/' -> (char) c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> {
                position--;
                throw unexpected("an escape");
            }
        };
    }

    private char unicode() throws FormatException {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int c = peek();
            // Character.digit would take the digits of every script.
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw unexpected("four hexadecimal digits");
            }
            code = code << 4 | digit;
            position++;
        }
        return (char) code;
    }

    /** Half a surrogate pair is no character and could not be written again. */
    private void requirePairedSurrogates(CharSequence value) throws FormatException {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isSurrogate(value.charAt(i))) {
                boolean pair =
                        i + 1 < value.length() && Character.isSurrogatePair(value.charAt(i), value.charAt(i + 1));
                if (!pair) {
                    throw new FormatException(
                            file, "a string of whole characters before " + place(), "half a surrogate pair");
                }
                i++;
            }
        }
    }

    private void require(char expected, String what) throws FormatException {
        skipBlanks();
        if (peek() != expected) {
            throw unexpected(what);
        }
        position++;
    }

    private void skipBlanks() {
        while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') {
            position++;
        }
    }

    /** The next character, or -1 at the end. */
    private int peek() {
        return position < text.length() ? text.charAt(position) : -1;
    }

    private String place() {
        return "character " + position + " of the header";
    }

    private FormatException unexpected(String expected) {
        String found = peek() < 0
                ? "its end"
                : FormatException.quote(text.substring(position, Math.min(text.length(), position + 20)));
        return new FormatException(file, expected + " at " + place(), found);
    }
}
