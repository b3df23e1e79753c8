package doublewin.engine.io;

import java.io.IOException;
import java.nio.file.Path;

/** A file that can be read but does not hold what it should: the message names file, expectation and finding. */
public final class FormatException extends IOException {
    private static final long serialVersionUID = 1;
    private static final int LONGEST_QUOTE = 80;

    /** Message {@code FILE: expected EXPECTED, found FOUND}. */
    public FormatException(Path file, String expected, String found) {
        super(file + ": expected " + expected + ", found " + found);
    }

    /** Text of a file as it may stand in a message: in quotes, without control characters, and not too long. */
    public static String quote(String text) {
        StringBuilder quoted = new StringBuilder("'");
        for (int i = 0; i < text.length(); i++) {
            if (i == LONGEST_QUOTE) {
                return quoted.append("...'").toString();
            }
            char c = text.charAt(i);
            quoted.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
        }
        return quoted.append('\'').toString();
    }
}
