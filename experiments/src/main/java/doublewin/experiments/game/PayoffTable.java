package doublewin.experiments.game;

import doublewin.engine.io.FormatException;
import doublewin.engine.io.TextFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A transfer matrix as anybody may write it down.
 *
 * @param inference names of rows
 * @param attack names of columns
 * @param payoffs [inference][attack] robust accuracies, in percent or as fractions of 1
 */
public record PayoffTable(List<String> inference, List<String> attack, double[][] payoffs) {
    private static final String WHAT = "a transfer matrix";
    private static final String ATTACK = "attack ";
    /** What {@code transfer.csv} has beside the matrix itself. */
    private static final Predicate<String> BESIDE =
            name -> List.of("average", "clean").contains(name);

    /**
     * Reads a table of comma-separated values: names of attack precisions in the first row, names of inference precisions
     * in the first column. Rows and columns named {@code average} or {@code clean} and lines that begin with {@code #} are
     * passed over, so that a run's {@code transfer.csv} is such a file.
     *
     * @throws FormatException if it is none
     */
    public static PayoffTable read(Path file) throws IOException {
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setCommentMarker('#')
                .setIgnoreEmptyLines(true)
                .setIgnoreSurroundingSpaces(true)
                .get();
        String text = TextFile.read(file);
        try (CSVParser parser = CSVParser.parse(text, format)) {
            return of(file, parser.getRecords());
        } catch (FormatException e) {
            throw e;
        } catch (IOException | UncheckedIOException e) {
            throw new FormatException(file, WHAT, "a table that breaks off: " + e.getMessage());
        }
    }

    private static PayoffTable of(Path file, List<CSVRecord> records) throws FormatException {
        if (records.size() < 2 || records.getFirst().size() < 2) {
            throw new FormatException(
                    file,
                    WHAT,
                    "expected names of attacks in the first row, and a row for each" + " inference precision; found "
                            + records.size() + " rows");
        }
        CSVRecord header = records.getFirst();
        int[] columns = IntStream.range(1, header.size())
                .filter(column -> BESIDE.negate().test(header.get(column)))
                .toArray();
        List<CSVRecord> rows = records.stream()
                .skip(1)
                .filter(row -> BESIDE.negate().test(row.get(0)))
                .toList();
        List<String> inference = new ArrayList<>();
        double[][] payoffs = new double[rows.size()][];
        for (int row = 0; row < payoffs.length; row++) {
            inference.add(rows.get(row).get(0));
            payoffs[row] = new double[columns.length]; // Not before: what is short of cells ends here.
            for (int column = 0; column < columns.length; column++) {
                payoffs[row][column] = number(file, rows.get(row), columns[column]);
            }
        }
        if (payoffs.length == 0 || columns.length == 0) {
            throw new FormatException(
                    file,
                    WHAT,
                    "expected at least one row and one column beside averages, found " + payoffs.length + " and "
                            + columns.length);
        }
        List<String> attack = IntStream.of(columns)
                .mapToObj(column -> header.get(column).replace(ATTACK, ""))
                .toList();
        return new PayoffTable(inference, attack, payoffs);
    }

    private static double number(Path file, CSVRecord row, int column) throws FormatException {
        String text = column < row.size() ? row.get(column) : "";
        try {
            double number = Double.parseDouble(text);
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Told below, with numbers that are not finite.
        }
        throw new FormatException(
                file,
                WHAT,
                "row " + row.get(0) + ", column " + (column + 1) + ": expected a number, found \"" + text + "\"");
    }
}
