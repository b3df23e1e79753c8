package doublewin.experiments.store;

import doublewin.engine.io.FormatException;
import doublewin.experiments.store.RunFolder.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Who made which results: {@code provenance.json} lists the commands that worked on a run, oldest first. */
public final class Provenance {
    private static final String COMMANDS = "commands";
    private static final String DATA = "data";
    private static final String FLAGS = "flags";
    private static final String TRAIN_CHECKSUM = "trainChecksum";
    private static final String TEST_CHECKSUM = "testChecksum";

    private Provenance() {}

    /**
     * A command's work on a run, beside the machine it ran on.
     *
     * @param command such as {@code train}
     * @param seed the run's
     * @param threads that computed
     * @param data where the images came from: {@code embedded}, or the absolute path of a folder or archive
     * @param differences of the data set's files from the published ones; none where they are these
     * @param trainChecksum SHA-256 of the training images, or empty where none were used
     * @param testChecksum SHA-256 of the test images
     * @param weights hash of the weights that were measured, or empty where none were
     */
    public record Work(
            String command,
            long seed,
            int threads,
            String data,
            List<String> differences,
            String trainChecksum,
            String testChecksum,
            String weights) {}

    /** Adds a command's work. */
    public static void add(RunFolder run, Work work) throws IOException {
        ObjectNode all = run.has(Part.PROVENANCE) ? (ObjectNode) Json.read(run.file(Part.PROVENANCE)) : Json.object();
        ArrayNode commands = all.has(COMMANDS) ? commands(run, all) : all.putArray(COMMANDS);
        ObjectNode entry = commands.addObject();
        entry.put("command", work.command());
        entry.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        entry.setAll((ObjectNode) Json.tree(Machine.current()));
        ObjectNode rest = (ObjectNode) Json.tree(work);
        rest.remove("command");
        entry.setAll(rest);
        run.write(Part.PROVENANCE, Json.bytes(all));
    }

    private static ArrayNode commands(RunFolder run, ObjectNode all) throws FormatException {
        if (all.get(COMMANDS) instanceof ArrayNode commands) {
            return commands;
        }
        throw new FormatException(
                run.file(Part.PROVENANCE), "a list of commands", FormatException.quote(Json.line(all.get(COMMANDS))));
    }

    /** The commands that worked on a run, oldest first; none where it does not tell. */
    public static List<JsonNode> commands(RunFolder run) throws IOException {
        if (!run.has(Part.PROVENANCE)) {
            return List.of();
        }
        return commands(run, Json.read(run.file(Part.PROVENANCE)));
    }

    private static List<JsonNode> commands(RunFolder run, JsonNode all) throws FormatException {
        List<JsonNode> commands = all.path(COMMANDS).valueStream().toList();
        for (JsonNode command : commands) {
            if (!command.isObject()) {
                throw new FormatException(
                        run.file(Part.PROVENANCE),
                        "commands that are objects",
                        FormatException.quote(command.toString()));
            }
        }
        return commands;
    }

    /** Where the images of a command were; empty where the file tells of nothing that could be a path. */
    private static Optional<Path> placeOfData(JsonNode command) {
        try {
            return Optional.of(Path.of(command.path(DATA).asString("")));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /**
     * The same without what only its machine knows, for a copy of the run: of the images' path the last name
     * alone, and no flag that names a path.
     */
    public static byte[] withoutPaths(RunFolder run) throws IOException {
        ObjectNode all = (ObjectNode) Json.read(run.file(Part.PROVENANCE));
        for (JsonNode entry : commands(run, all)) {
            ObjectNode own = (ObjectNode) entry;
            own.put(
                    DATA,
                    placeOfData(entry)
                            .map(Path::getFileName)
                            .map(Path::toString)
                            .orElse(""));
            own.set(
                    FLAGS,
                    Json.tree(own.path(FLAGS)
                            .valueStream()
                            .map(flag -> flag.asString(""))
                            .filter(flag -> !flag.contains("/") && !flag.contains("\\"))
                            .toList()));
        }
        return Json.bytes(all);
    }

    /** Where the images were that the run was last trained on, if that place still exists. */
    public static Optional<Path> data(RunFolder run) throws IOException {
        return commands(run).stream()
                .filter(entry -> !entry.path(TRAIN_CHECKSUM).asString("").isEmpty())
                .flatMap(entry -> placeOfData(entry).stream())
                .reduce((earlier, later) -> later)
                .filter(Files::exists);
    }

    /**
     * Fails if the run was trained on other images than these; on them it would not end where it should.
     *
     * @param test SHA-256 of the test images, where training looks at them
     */
    public static void requireSameTrainingData(RunFolder run, String checksum, Optional<String> test)
            throws IOException {
        Optional<String> began = Optional.empty(); // Earlier programs went on by other test images.
        for (JsonNode entry : commands(run)) {
            String trained = entry.path(TRAIN_CHECKSUM).asString("");
            if (!trained.isEmpty()) {
                requireEqual(run, "trained on other images", trained, checksum);
                began = began.or(() -> Optional.of(entry.path(TEST_CHECKSUM).asString("")));
            }
        }
        if (began.isPresent() && test.isPresent()) {
            requireEqual(run, "judged by other test images in training", began.get(), test.get());
        }
    }

    private static void requireEqual(RunFolder run, String what, String expected, String found) throws IOException {
        if (!expected.equals(found)) {
            throw new IOException(run.path() + " was " + what + ": their SHA-256 is " + expected + ", found " + found
                    + "; name the data that it began with");
        }
    }
}
