package doublewin.experiments.store;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a measurement stands on; results carry it, so that a file that has left its run still says what it is. Equal
 * origins have equal results, by programs of one version.
 *
 * @param weights hash of the network's weights, as {@link doublewin.nn.WeightsHash}
 * @param images SHA-256 of the test images
 * @param numerics algorithms of the convolutions
 * @param seed of all that the attack draws
 * @param attack what results call it
 * @param parameters of the attack, by name
 */
public record Origin(
        String weights,
        String images,
        String numerics,
        long seed,
        String attack,
        SortedMap<String, String> parameters) {
    /** Copies the map. */
    public Origin {
        parameters = new TreeMap<>(parameters);
    }

    /** As fields of a result. */
    public ObjectNode toTree() {
        ObjectNode tree = Json.object();
        tree.put("weights", weights).put("testChecksum", images);
        tree.put("numerics", numerics).put("seed", seed);
        tree.put("attack", attack);
        ObjectNode values = tree.putObject("attackParameters");
        parameters.forEach(values::put);
        return tree;
    }

    /** What {@link #toTree} wrote. */
    static Origin fromTree(JsonNode tree) {
        SortedMap<String, String> parameters = new TreeMap<>();
        tree.path("attackParameters")
                .properties()
                .forEach(
                        entry -> parameters.put(entry.getKey(), entry.getValue().asString()));
        return new Origin(
                tree.path("weights").asString(),
                tree.path("testChecksum").asString(),
                tree.path("numerics").asString(),
                tree.path("seed").asLong(),
                tree.path("attack").asString(),
                parameters);
    }

    /** As one line of text, such as {@code weights=0f3a..., numerics=winograd, seed=1, ...}. */
    public String line() {
        String values = parameters.entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining(", "));
        return "weights=" + weights + ", images=" + images + ", numerics=" + numerics + ", seed=" + seed + ", attack="
                + attack + ", " + values;
    }
}
