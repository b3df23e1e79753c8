package doublewin.experiments.store;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.evaluate.TransferMatrix;
import doublewin.nn.Precision;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** The transfer matrix as files. */
public final class TransferFiles {
    private TransferFiles() {}

    /**
     * Counts and averages: {@code correct[inference][attack]} and {@code clean[inference]} out of {@code images},
     * averages as fractions of 1. Precisions are bit widths, 0 for full precision. Before them stands where they come from.
     */
    public static byte[] json(TransferMatrix matrix, Origin origin) {
        ObjectNode tree = Json.object();
        tree.setAll(origin.toTree());
        tree.set("precisions", Json.tree(bits(matrix.precisions())));
        tree.put("images", matrix.images());
        tree.set("correct", Json.tree(matrix.correct()));
        tree.set("rowAverages", Json.tree(matrix.rowAverages()));
        tree.set("columnAverages", Json.tree(matrix.columnAverages()));
        tree.put("overallAverage", matrix.overallAverage());
        tree.set("clean", Json.tree(matrix.clean()));
        return Json.bytes(tree);
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
