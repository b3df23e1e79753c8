package doublewin.experiments.command;

import doublewin.dwq.evaluate.TransferMatrix;
import doublewin.experiments.config.Settings;
import doublewin.experiments.evaluate.Evaluation;
import doublewin.experiments.statistics.Claim;
import doublewin.experiments.statistics.Interval;
import doublewin.experiments.statistics.RunStatistics;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunFolder.Part;
import doublewin.experiments.store.TransferFiles;
import java.util.List;
import java.util.Locale;

/** Results as text for the terminal. */
final class Summary {
    private static final double PERCENT = 100;

    private Summary() {}

    /** What a heat map shows in a few numbers, and where it is. */
    static String of(TransferMatrix matrix, RunFolder run) {
        int size = matrix.precisions().size();
        double clean = 0;
        double diagonal = 0;
        double all = 0;
        for (int inference = 0; inference < size; inference++) {
            clean += matrix.cleanAccuracy(inference) / size;
            diagonal += matrix.accuracy(inference, inference) / size;
            for (int attack = 0; attack < size; attack++) {
                all += matrix.accuracy(inference, attack);
            }
        }
        StringBuilder text = new StringBuilder();
        line(text, "clean accuracy, mean over precisions", clean);
        line(text, "robust accuracy, attack at the precision of inference (diagonal)", diagonal);
        if (size > 1) {
            line(text, "robust accuracy, attack at another precision", (all - diagonal * size) / (size * (size - 1)));
        }
        line(text, "robust accuracy, average of all", matrix.overallAverage());
        text.append("on ")
                .append(matrix.images())
                .append(" test images at precisions ")
                .append(matrix.precisions());
        text.append(String.format(Locale.ROOT, "%n"));
        for (Part part : List.of(Part.HEAT_MAP_PNG, Part.HEAT_MAP_SVG, Part.TRANSFER_JSON, Part.TRANSFER_CSV)) {
            text.append(String.format(Locale.ROOT, "  %s%n", run.file(part)));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String what, double fraction) {
        text.append(String.format(Locale.ROOT, "%-66s %5.1f %%%n", what, PERCENT * fraction));
    }

    /** A table of accuracies in percent, a precision a row. */
    static String of(Evaluation.Result result, RunFolder run) {
        StringBuilder text =
                new StringBuilder(String.format(Locale.ROOT, "%-18s %8s %8s%n", "accuracy in %", "clean", "robust"));
        List<String> labels = TransferFiles.labels(result.precisions());
        for (int i = 0; i < labels.size(); i++) {
            row(
                    text,
                    labels.get(i) + (labels.get(i).equals("full") ? "" : " bit"),
                    percent(result.clean()[i], result),
                    percent(result.robust()[i], result));
        }
        row(
                text,
                "random precision",
                percent(result.random().clean(), result),
                percent(result.random().robust(), result));
        text.append(String.format(
                Locale.ROOT,
                "random precision: one series of draws; another one's robust accuracy differs by %.2f (standard deviation)%n",
                PERCENT * result.spread()));
        if (!result.mixture().isUniform()) {
            text.append(String.format(
                    Locale.ROOT,
                    "random precision: the defender draws %s; the attacker draws uniformly%n",
                    result.mixture()));
        }
        return text.append(String.format(
                        Locale.ROOT, "on %d test images%n  %s%n", result.images(), run.file(Part.EVALUATION)))
                .toString();
    }

    /** Claims with their verdicts, and where the page is. */
    static String of(RunStatistics statistics, RunFolder run) {
        StringBuilder text = new StringBuilder();
        text.append(figure("clean accuracy, mean over precisions", statistics.cleanAverage()));
        text.append(figure("robust accuracy, attack at the precision of inference", statistics.diagonal()));
        text.append(figure("robust accuracy, average of all", statistics.overall()));
        for (Claim claim : statistics.claims()) {
            Interval interval = claim.interval();
            text.append(String.format(
                    Locale.ROOT,
                    "claim %d at %s bit%s: %s. %s: %.2f points (%.2f to %.2f)%n",
                    claim.number(),
                    claim.precisions(),
                    claim.against().isEmpty() ? "" : " against " + claim.against(),
                    Settings.written(claim.verdict()),
                    claim.statement(),
                    PERCENT * interval.estimate(),
                    PERCENT * interval.low(),
                    PERCENT * interval.high()));
        }
        for (Part part : List.of(Part.REPORT, Part.CLAIMS)) {
            text.append(String.format(Locale.ROOT, "  %s%n", run.file(part)));
        }
        return text.toString();
    }

    private static String figure(String what, Interval interval) {
        return String.format(
                Locale.ROOT,
                "%-66s %5.1f %% (%.1f to %.1f)%n",
                what,
                PERCENT * interval.estimate(),
                PERCENT * interval.low(),
                PERCENT * interval.high());
    }

    private static double percent(int count, Evaluation.Result result) {
        return PERCENT * count / result.images();
    }

    private static void row(StringBuilder text, String name, double clean, double robust) {
        text.append(String.format(Locale.ROOT, "%-18s %8.2f %8.2f%n", name, clean, robust));
    }
}
