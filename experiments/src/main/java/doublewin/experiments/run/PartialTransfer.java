package doublewin.experiments.run;

import doublewin.experiments.run.RunFolder.Part;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The columns of a transfer matrix that are computed already, so that a heat map which was stopped goes on. They are
 * bound to what they were computed from: columns of other weights, images or attacks are passed over.
 */
public final class PartialTransfer {
    private static final String ORIGIN = "origin";
    private static final String COLUMNS = "columns";

    private final RunFolder run;
    private final JsonNode origin;
    private final int size;
    private final Map<Integer, int[]> columns = new TreeMap<>();

    /**
     * The columns that a run's folder holds.
     *
     * @param origin all that decides them
     * @param size number of precisions
     */
    public PartialTransfer(RunFolder run, Map<String, String> origin, int size) {
        this.run = run;
        this.origin = Json.tree(new TreeMap<>(origin));
        this.size = size;
        if (run.has(Part.TRANSFER_PARTIAL)) {
            try {
                adopt(Json.read(run.file(Part.TRANSFER_PARTIAL)));
            } catch (IOException e) {
                columns.clear(); // Whatever it is, computing the columns anew is right.
            }
        }
    }

    private void adopt(JsonNode stored) {
        if (!origin.equals(stored.get(ORIGIN))) {
            return;
        }
        for (int attack = 0; attack < size; attack++) {
            JsonNode column = stored.path(COLUMNS).path(Integer.toString(attack));
            if (column.size() == size && column.valueStream().allMatch(JsonNode::isInt)) {
                columns.put(
                        attack, column.valueStream().mapToInt(JsonNode::asInt).toArray());
            }
        }
    }

    /** How many columns the whole matrix has. */
    public int size() {
        return size;
    }

    /** How many columns there are. */
    public int count() {
        return columns.size();
    }

    /** The column of an attack precision, by its position in the set. */
    public Optional<int[]> column(int attack) {
        return Optional.ofNullable(columns.get(attack));
    }

    /** Adds a column, on disk too. */
    public void add(int attack, int[] correct) throws IOException {
        columns.put(attack, correct);
        ObjectNode tree = Json.object();
        tree.set(ORIGIN, origin);
        ObjectNode stored = tree.putObject(COLUMNS);
        columns.forEach((index, column) -> stored.set(Integer.toString(index), Json.tree(column)));
        run.write(Part.TRANSFER_PARTIAL, Json.bytes(tree));
    }
}
