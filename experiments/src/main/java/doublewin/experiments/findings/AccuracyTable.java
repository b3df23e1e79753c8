package doublewin.experiments.findings;

import doublewin.experiments.statistics.Interval;
import doublewin.experiments.store.Origin;
import java.util.Locale;

/** Accuracies with their intervals as comma-separated values: a row a figure, fractions of 1 with six decimals. */
final class AccuracyTable {
    private final CsvText text =
            new CsvText("kind", "name", "estimate", "low", "high", "vanished gradients", "not finite gradients");

    /** Adds a figure. */
    void add(String kind, String name, Interval value) {
        add(kind, name, value, "", "");
    }

    /** Adds what a candidate leaves, the mean over precisions. */
    void add(CandidateFigures candidate) {
        add("candidate", candidate.title(), candidate.mean(), candidate.vanished(), candidate.notFinite());
    }

    private void add(String kind, String name, Interval value, Object vanished, Object notFinite) {
        text.row(
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

    /** The file. */
    byte[] endedBy(Origin origin) {
        return text.endedBy(origin);
    }
}
