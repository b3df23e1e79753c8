package doublewin.experiments.store;

import doublewin.engine.io.FormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/**
 * A value in a JSON result of a run, read back. What is missing, or of another kind, is an error that names the file and
 * the place in it.
 */
public final class ResultNode {
    private final Path file;
    private final String place;
    private final JsonNode node;

    private ResultNode(Path file, String place, JsonNode node) {
        this.file = file;
        this.place = place;
        this.node = node;
    }

    /** The object that a file holds. */
    public static ResultNode read(RunFolder run, RunFolder.Part part) throws IOException {
        return of(run.file(part), Json.read(run.file(part)));
    }

    /** The object that a file is to hold. */
    public static ResultNode of(Path file, JsonNode tree) {
        return new ResultNode(file, "", tree);
    }

    /** What the result stands on. */
    public Origin origin() throws FormatException {
        for (String name : List.of("weights", "testChecksum", "attack")) {
            get(name).text();
        }
        return Json.asked(file, "what a result stands on", () -> Origin.fromTree(node));
    }

    /** A field that has to be there. */
    public ResultNode get(String name) throws FormatException {
        Optional<ResultNode> field = find(name);
        if (field.isPresent()) {
            return field.get();
        }
        throw new FormatException(file, place + "/" + name, "nothing there; the command that wrote it writes it anew");
    }

    /** A field that may be missing. */
    public Optional<ResultNode> find(String name) {
        return Optional.ofNullable(node.get(name)).map(field -> new ResultNode(file, place + "/" + name, field));
    }

    /** The elements of a list. */
    public List<ResultNode> list() throws FormatException {
        require(node.isArray(), "a list");
        return IntStream.range(0, node.size())
                .mapToObj(i -> new ResultNode(file, place + "/" + i, node.get(i)))
                .toList();
    }

    /** The fields of an object by name, in their order. */
    public Map<String, ResultNode> fields() throws FormatException {
        require(node.isObject(), "an object");
        Map<String, ResultNode> fields = new LinkedHashMap<>();
        node.properties()
                .forEach(entry -> fields.put(
                        entry.getKey(), new ResultNode(file, place + "/" + entry.getKey(), entry.getValue())));
        return fields;
    }

    /** A text. */
    public String text() throws FormatException {
        require(node.isString(), "a text");
        return node.asString();
    }

    /** A number. */
    public double number() throws FormatException {
        require(node.isNumber(), "a number");
        return node.asDouble();
    }

    /** A whole number, at least 0. */
    public int count() throws FormatException {
        require(node.isInt() && node.asInt() >= 0, "a whole number, at least 0,");
        return node.asInt();
    }

    /** Yes or no. */
    public boolean flag() throws FormatException {
        require(node.isBoolean(), "true or false");
        return node.asBoolean();
    }

    /** The problem that this value is not what it should be. */
    public FormatException problem(String expected) {
        return new FormatException(file, expected + " at " + place, FormatException.quote(Json.line(node)));
    }

    private void require(boolean fits, String expected) throws FormatException {
        if (!fits) {
            throw problem(expected);
        }
    }
}
