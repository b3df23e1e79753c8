package doublewin.experiments.store;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.evaluate.CandidateOutcomes;
import doublewin.dwq.evaluate.Outcomes;
import doublewin.dwq.evaluate.TransferMatrix;
import doublewin.nn.Precision;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/** The transfer matrix as files. */
public final class TransferFiles {
    private TransferFiles() {}

    /**
     * Counts and averages: {@code correct[inference][attack]} and {@code clean[inference]} out of {@code images},
     * averages as fractions of 1. Precisions are bit widths, 0 for full precision. Before them stands where they come from, behind
     * them what was strange about {@link #gradients}.
     */
    public static byte[] json(TransferMatrix matrix, Origin origin, ObjectNode gradients) {
        ObjectNode tree = Json.object();
        tree.setAll(origin.toTree());
        tree.set("precisions", Json.tree(bits(matrix.precisions())));
        tree.put("images", matrix.images());
        tree.set("correct", Json.tree(matrix.correct()));
        tree.set("rowAverages", Json.tree(matrix.rowAverages()));
        tree.set("columnAverages", Json.tree(matrix.columnAverages()));
        tree.put("overallAverage", matrix.overallAverage());
        tree.set("clean", Json.tree(matrix.clean()));
        tree.setAll(gradients);
        return Json.bytes(tree);
    }

    /**
     * By attack precision, how many images had a gradient on the attack's way that was zero in every pixel, and how many one
     * that was not finite: what these withstand says little.
     */
    public static ObjectNode gradients(Outcomes outcomes, int attack) {
        List<CandidateOutcomes> candidates = IntStream.range(
                        0, outcomes.precisions().size())
                .mapToObj(position -> outcomes.of(outcomes.attacked(attack, position)))
                .toList();
        ObjectNode tree = Json.object();
        tree.set("vanishedGradients", Json.tree(counts(candidates, CandidateOutcomes::vanishedCount)));
        tree.set("nonFiniteGradients", Json.tree(counts(candidates, CandidateOutcomes::notFiniteCount)));
        return tree;
    }

    private static int[] counts(List<CandidateOutcomes> candidates, ToIntFunction<CandidateOutcomes> count) {
        return candidates.stream().mapToInt(count).toArray();
    }

    /** Bit widths, 0 for full precision. */
    public static List<Integer> bits(PrecisionSet precisions) {
        return precisions.asList().stream().map(Precision::bits).toList();
    }

    /**
     * A row an inference precision, a column an attack precision, robust and clean accuracies as fractions of 1. The last
     * line begins with {@code #} and tells where they come from: a reader that takes as many rows as there are precisions
     * and one for the averages never meets it.
     */
    public static byte[] csv(TransferMatrix matrix, Origin origin) {
        List<String> names = labels(matrix.precisions());
        int size = names.size();
        StringBuilder csv = new StringBuilder("inference");
        names.forEach(name -> csv.append(",attack ").append(name));
        csv.append(",average,clean\n");
        for (int inference = 0; inference < size; inference++) {
            csv.append(names.get(inference));
            for (int attack = 0; attack < size; attack++) {
                csv.append(cell(matrix.accuracy(inference, attack)));
            }
            csv.append(cell(matrix.rowAverages()[inference]))
                    .append(cell(matrix.cleanAccuracy(inference)))
                    .append('\n');
        }
        csv.append("average");
        for (double average : matrix.columnAverages()) {
            csv.append(cell(average));
        }
        csv.append(cell(matrix.overallAverage())).append(",\n");
        csv.append("# ").append(origin.line()).append('\n');
        return csv.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String cell(double fraction) {
        return String.format(Locale.ROOT, ",%.6f", fraction);
    }

    /** How tables and figures name precisions: by bit width, or {@code full}. */
    public static List<String> labels(PrecisionSet precisions) {
        return precisions.asList().stream()
                .map(precision -> precision.isFull() ? "full" : Integer.toString(precision.bits()))
                .toList();
    }
}
