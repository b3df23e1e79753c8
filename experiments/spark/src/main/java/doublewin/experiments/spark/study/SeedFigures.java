package doublewin.experiments.spark.study;

import doublewin.dwq.evaluate.TransferMatrix;
import doublewin.experiments.statistics.Squares;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a map says in a few figures, as fractions of 1. The gap is what the paper's claims are about. */
final class SeedFigures {
    private SeedFigures() {}

    /** The figures by name, in the order in which they are told; those of a single precision have no gap. */
    static Map<String, Double> of(TransferMatrix matrix) {
        List<List<Integer>> squares = Squares.of(matrix.precisions());
        List<Integer> all = squares.getFirst();
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put(
                "clean",
                all.stream().mapToDouble(matrix::cleanAccuracy).average().orElseThrow());
        figures.put("diagonal", diagonal(matrix, all));
        if (all.size() > 1) {
            figures.put("offDiagonal", offDiagonal(matrix, all));
            figures.put("gap", offDiagonal(matrix, all) - diagonal(matrix, all));
        }
        if (squares.size() > 1) {
            List<Integer> high = squares.getLast();
            figures.put("gapAt9BitAndMore", offDiagonal(matrix, high) - diagonal(matrix, high));
        }
        figures.put("average", matrix.overallAverage());
        double[] columns = matrix.columnAverages();
        figures.put(
                "columnRange",
                Arrays.stream(columns).max().orElseThrow()
                        - Arrays.stream(columns).min().orElseThrow());
        return figures;
    }

    private static double diagonal(TransferMatrix matrix, List<Integer> positions) {
        return positions.stream()
                .mapToDouble(position -> matrix.accuracy(position, position))
                .average()
                .orElseThrow();
    }

    private static double offDiagonal(TransferMatrix matrix, List<Integer> positions) {
        return positions.stream()
                .flatMap(inference -> positions.stream()
                        .filter(attack -> !attack.equals(inference))
                        .map(attack -> matrix.accuracy(inference, attack)))
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
    }
}
