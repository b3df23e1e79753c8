package doublewin.nn;

import doublewin.engine.tensor.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Stored tensors that are not those of the network at hand. The message is for the user and names all that differs. */
public final class StateMismatchException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int NAMES_SHOWN = 4;

    private StateMismatchException(String message) {
        super(message);
    }

    /** What differs between stored tensors and expected ones. */
    public static final class Differences {
        private final List<String> missing = new ArrayList<>();
        private final List<String> unknown = new ArrayList<>();
        private final List<String> misshapen = new ArrayList<>();

        /** No differences yet. */
        public Differences() {}

        /** A tensor is expected and not there. */
        public void missing(String name) {
            missing.add(name);
        }

        /** A tensor is there and not expected. */
        public void unknown(String name) {
            unknown.add(name);
        }

        /** A tensor's shape differs. */
        public void misshapen(String name, Shape found, Shape expected) {
            misshapen.add(name + " is " + found + " instead of " + expected);
        }

        /**
         * Fails if there are any.
         *
         * @param source where the tensors come from, such as a file's path
         * @param expected what they were expected to be, such as {@code "the tensors of this network"}
         */
        public void throwIfAny(String source, String expected) throws StateMismatchException {
            List<String> found = new ArrayList<>();
            describe(found, missing, "missing");
            describe(found, unknown, "unknown");
            describe(found, misshapen, "of another shape");
            if (!found.isEmpty()) {
                throw new StateMismatchException(
                        source + ": expected " + expected + ", found " + String.join("; ", found)
                                + ". Check that network, depth, width, classes and precision set are the stored ones.");
            }
        }

        private static void describe(List<String> found, List<String> names, String what) {
            if (names.isEmpty()) {
                return;
            }
            String shown = String.join(", ", names.subList(0, Math.min(NAMES_SHOWN, names.size())));
            String more = names.size() > NAMES_SHOWN ? " and " + (names.size() - NAMES_SHOWN) + " more" : "";
            found.add(names.size() + " " + what + " (" + shown + more + ")");
        }
    }
}
