package doublewin.experiments.findings;

import doublewin.experiments.statistics.Interval;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** What a pool of attacks leaves, as comma-separated values: a row a figure, fractions of 1 with six decimals. */
public final class PoolTable {
    private PoolTable() {}

    /** The file; its last line begins with {@code #} and tells what the figures stand on. */
    public static byte[] csv(PoolFigures figures) {
        StringBuilder text = new StringBuilder();
        try (CSVPrinter rows = new CSVPrinter(
                text, CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get())) {
            rows.printRecord("kind", "name", "estimate", "low", "high", "vanished gradients", "not finite gradients");
            for (PoolFigures.Protocol protocol : figures.protocols()) {
                row(rows, "protocol", protocol.title(), protocol.accuracy(), "", "");
            }
            for (PoolFigures.Named twin : figures.twins()) {
                row(rows, "without randomness", twin.title(), twin.value(), "", "");
            }
            row(rows, "images", "matching pennies", figures.matchingPennies(), "", "");
            for (CandidateFigures candidate : figures.candidates()) {
                row(
                        rows,
                        "candidate",
                        candidate.title(),
                        candidate.mean(),
                        Integer.toString(candidate.vanished()),
                        Integer.toString(candidate.notFinite()));
            }
        } catch (IOException e) {
            throw new IllegalStateException("a text can't be written to", e);
        }
        return text.append("# ")
                .append(figures.measured().origin().line())
                .append('\n')
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void row(
            CSVPrinter rows, String kind, String name, Interval value, String vanished, String notFinite)
            throws IOException {
        rows.printRecord(
                kind,
                name,
                fraction(value.estimate()),
                fraction(value.low()),
                fraction(value.high()),
                vanished,
                notFinite);
    }

    private static String fraction(double value) {
        return String.format(Locale.ROOT, "%.6f", value);
    }
}
