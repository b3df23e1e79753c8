package doublewin.experiments.findings;

import doublewin.engine.io.FormatException;
import doublewin.experiments.statistics.Interval;
import doublewin.experiments.store.ResultNode;
import java.util.Locale;

/** An interval as files and readers have it. */
public final class Intervals {
    private static final double PERCENT = 100;

    private Intervals() {}

    /** Reads {@code estimate}, {@code low} and {@code high}. */
    static Interval read(ResultNode node) throws FormatException {
        double low = node.get("low").number();
        double high = node.get("high").number();
        if (low > high) {
            throw node.problem("an interval with rising ends");
        }
        return new Interval(node.get("estimate").number(), low, high);
    }

    /** In percent, such as {@code 41.2 (38.0 to 44.5)}. */
    public static String percent(Interval interval) {
        return percent(interval.estimate()) + " (" + percent(interval.low()) + " to " + percent(interval.high()) + ")";
    }

    /** A fraction in percent with one decimal. */
    public static String percent(double fraction) {
        return String.format(Locale.ROOT, "%.1f", PERCENT * fraction);
    }
}
