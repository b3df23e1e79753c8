package doublewin.experiments.store;

import doublewin.engine.io.FormatException;
import doublewin.engine.io.TextFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON files of a run: objects, indented by two spaces, with the same line ends everywhere. */
public final class Json {
    /** Of two values of one key, whichever was taken, somebody would have meant the other. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final ObjectWriter WRITER =
            MAPPER.writer().with(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));

    private Json() {}

    /** An empty object. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** A record, a collection or an array as JSON. */
    public static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /** The bytes of a file. */
    public static byte[] bytes(JsonNode tree) {
        return (WRITER.writeValueAsString(tree) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** One line without its end. */
    static String line(JsonNode tree) {
        return MAPPER.writeValueAsString(tree);
    }

    /** The object in a file; an IOException names the file and what is wrong. */
    public static JsonNode read(Path file) throws IOException {
        return parse(file, TextFile.read(file));
    }

    /**
     * What somebody asks of a tree that a file holds.
     *
     * @param expected in words, for the message
     * @throws FormatException if a value is of another kind than the one asked for
     */
    public static <T> T asked(Path file, String expected, Supplier<T> question) throws FormatException {
        try {
            return question.get();
        } catch (JacksonException e) {
            throw new FormatException(file, expected, e.getOriginalMessage());
        }
    }

    /** The object in a text that a file holds. */
    static JsonNode parse(Path file, String text) throws FormatException {
        try {
            JsonNode tree = MAPPER.readTree(text);
            if (tree.isObject()) {
                return tree;
            }
        } catch (JacksonException e) {
            throw new FormatException(
                    file, "a JSON object", FormatException.quote(text.strip()) + " (" + e.getOriginalMessage() + ")");
        }
        throw new FormatException(file, "a JSON object", FormatException.quote(text.strip()));
    }
}
