package doublewin.experiments.command;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.TypeConversionException;

/** Paths as users write them: where no shell did so, as in {@code --out=~/x}, a leading tilde is the home folder. */
final class UserPath {
    /** What Java makes of bytes that are no text in the encoding of the locale. */
    private static final char REPLACEMENT = '\uFFFD';

    /** What Java takes for the home folder of a user who has none. */
    private static final String NO_HOME = "?";

    private UserPath() {}

    /**
     * The path of a text.
     *
     * @param environment whose HOME is the home folder, as for shells
     * @throws TypeConversionException if no path can be made of it; the message says why
     */
    static Path of(String text, Map<String, String> environment) {
        if (text.indexOf(REPLACEMENT) >= 0) {
            throw new TypeConversionException("expected a path in the encoding of the locale, found \"" + text
                    + "\"; name it by other characters, or run under LC_ALL=C.UTF-8");
        }
        try {
            return text.equals("~") || text.startsWith("~/")
                    ? Path.of(home(text, environment), text.substring(1))
                    : Path.of(text);
        } catch (InvalidPathException e) {
            throw new TypeConversionException("expected a path, found \"" + text + "\": " + e.getReason());
        }
    }

    private static String home(String text, Map<String, String> environment) {
        String home = environment.getOrDefault("HOME", "");
        if (home.isEmpty()) {
            home = System.getProperty("user.home", NO_HOME);
        }
        if (home.equals(NO_HOME)) {
            throw new TypeConversionException(
                    "nobody knows the home folder of \"" + text + "\"; set HOME, or write the path out");
        }
        return home;
    }
}
