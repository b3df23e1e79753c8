package doublewin.experiments.findings;

import doublewin.experiments.store.Origin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.commons.csv.CSVFormat;

/** Comma-separated values. The last line begins with {@code #} and tells what the figures stand on. */
final class CsvText {
    private static final CSVFormat FORMAT =
            CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

    private final StringBuilder text = new StringBuilder();

    /** A table without rows. */
    CsvText(Object... columns) {
        row(columns);
    }

    /** Adds a row of as many cells as there are columns. */
    void row(Object... cells) {
        try {
            FORMAT.printRecord(text, cells);
        } catch (IOException e) {
            throw new IllegalStateException("a text can't be written to", e);
        }
    }

    /** The file. */
    byte[] endedBy(Origin origin) {
        return (text + "# " + origin.line() + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
