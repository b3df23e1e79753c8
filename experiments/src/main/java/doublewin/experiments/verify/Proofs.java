package doublewin.experiments.verify;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;

/** The same work under all conditions, compared with what the first one gave. */
public final class Proofs {
    private Proofs() {}

    /**
     * What came of one condition.
     *
     * @param title of the condition
     * @param sums how many checksums it gave
     * @param difference where the work first went another way than under the first condition: step, pass and layer, and both
     *     checksums
     */
    public record Row(String title, int sums, Optional<String> difference) {}

    /** Number of conditions. */
    public static int count() {
        return Condition.all().size();
    }

    /**
     * Tries all conditions.
     *
     * @param after told of each when it is done; may end the work by an exception
     * @throws IOException if a JVM can't be started or fails; the message is for the user
     */
    public static List<Row> run(Consumer<Row> after) throws IOException {
        List<Row> rows = new ArrayList<>();
        Map<String, String> expected = Map.of();
        for (Condition condition : Condition.all()) {
            SequencedMap<String, String> found = ProofChild.run(condition);
            expected = rows.isEmpty() ? found : expected;
            Row row = new Row(condition.title(), found.size(), Checksums.difference(expected, found));
            rows.add(row);
            after.accept(row);
        }
        return List.copyOf(rows);
    }
}
