package doublewin.experiments.verify;

import doublewin.experiments.store.Sha256;
import doublewin.experiments.work.StoppedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** The same work under all conditions, compared with what the first one gave. */
public final class Proofs {
    private Proofs() {}

    /**
     * What came of one condition.
     *
     * @param title of the condition
     * @param sums how many checksums it gave
     * @param hash SHA-256 of all of them, equal where as much was done and no bit differs
     * @param difference where the work first went another way than under the first condition: step, pass and layer, and both
     *     checksums
     */
    public record Row(String title, int sums, String hash, Optional<String> difference) {}

    /** Number of conditions. */
    public static int count() {
        return Condition.all().size();
    }

    /**
     * Tries all conditions.
     *
     * @param after told of each when it is done
     * @param stop asked whether to end
     * @throws StoppedException when the user asked to stop
     * @throws IOException if a JVM can't be started or fails; the message is for the user
     */
    public static List<Row> run(Consumer<Row> after, BooleanSupplier stop) throws IOException {
        List<Row> rows = new ArrayList<>();
        Map<String, String> expected = Map.of();
        for (Condition condition : Condition.all()) {
            SequencedMap<String, String> found = ProofChild.run(condition, stop);
            expected = rows.isEmpty() ? found : expected;
            Row row = new Row(condition.title(), found.size(), hash(found), Checksums.difference(expected, found));
            rows.add(row);
            after.accept(row);
        }
        return List.copyOf(rows);
    }

    private static String hash(SequencedMap<String, String> sums) {
        StringBuilder all = new StringBuilder();
        sums.forEach((what, sum) -> all.append(what).append(' ').append(sum).append('\n'));
        return Sha256.hex(all.toString().getBytes(StandardCharsets.UTF_8));
    }
}
