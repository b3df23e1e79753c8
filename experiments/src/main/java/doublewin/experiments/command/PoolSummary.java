package doublewin.experiments.command;

import doublewin.dwq.evaluate.Outcomes;
import doublewin.experiments.evaluate.PoolEvaluation;
import doublewin.experiments.statistics.Interval;
import doublewin.experiments.statistics.PoolStatistics;
import java.nio.file.Path;
import java.util.Locale;

/** What a pool of attacks leaves, for the terminal. */
final class PoolSummary {
    private static final double PERCENT = 100;

    private PoolSummary() {}

    static String of(PoolEvaluation.Result result, Path file) {
        Outcomes outcomes = result.outcomes();
        PoolStatistics statistics = result.statistics();
        StringBuilder text = new StringBuilder();
        line(text, "clean accuracy, mean over precisions", statistics.clean());
        text.append(String.format(Locale.ROOT, "robust accuracy of random precision inference, by attacker%n"));
        for (PoolStatistics.Figure figure : statistics.protocols().reversed()) {
            line(text, "  " + figure.protocol().title(), figure.accuracy());
        }
        text.append(String.format(Locale.ROOT, "without randomness%n"));
        line(
                text,
                "  best fixed, " + outcomes.precisions().get(statistics.bestFixedPosition()),
                statistics.bestFixed());
        if (statistics.fullPrecision() != null) {
            line(text, "  full precision", statistics.fullPrecision());
        }
        line(text, "  ensemble (mean of probabilities)", statistics.ensemble());
        line(text, "lost by each precision, but not by all at once", statistics.matchingPennies());
        text.append(String.format(Locale.ROOT, "mean over precisions under one attack%n"));
        for (int i = 0; i < outcomes.attacked().size(); i++) {
            line(text, "  " + outcomes.title(1 + i), statistics.columns().get(i));
        }
        text.append(String.format(
                Locale.ROOT,
                "on %d test images at precisions %s%n  %s%n",
                outcomes.images(),
                outcomes.precisions(),
                file));
        return text.toString();
    }

    private static void line(StringBuilder text, String what, Interval interval) {
        text.append(String.format(
                Locale.ROOT,
                "%-54s %5.1f %% (%.1f to %.1f)%n",
                what,
                PERCENT * interval.estimate(),
                PERCENT * interval.low(),
                PERCENT * interval.high()));
    }
}
