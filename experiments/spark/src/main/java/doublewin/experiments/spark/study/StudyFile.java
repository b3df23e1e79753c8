package doublewin.experiments.spark.study;

import doublewin.engine.io.FormatException;
import doublewin.experiments.config.SettingException;
import doublewin.experiments.store.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A study as a file.
 *
 * <pre>
 *   {
 *     "recipes": ["cifar10-quick", "cifar10-quick-vanilla"],
 *     "seeds": [1, 2, 3],
 *     "settings": {"short": {"epochs": 4}, "long": {"epochs": 16}}
 *   }
 * </pre>
 *
 * Without {@code settings}, those of the recipes.
 */
final class StudyFile {
    private static final String EXPECTED = "a study: recipes, seeds, and perhaps settings by name";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,39}");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    /** What stands in the file. */
    private record Written(List<String> recipes, List<Long> seeds, Map<String, Map<String, JsonNode>> settings) {}

    private StudyFile() {}

    /**
     * Reads a study, all of whose runs can be.
     *
     * @throws IOException if it can't be read, or is none; the message is for the user
     */
    static Study read(Path file) throws IOException {
        Study study = study(file, written(file));
        try {
            requireNames(file, study.runs());
        } catch (SettingException e) {
            throw new FormatException(file, "runs that there can be", e.getMessage());
        }
        return study;
    }

    /** A recipe's name and that of settings may together be those of other ones. */
    private static void requireNames(Path file, List<StudyRun> runs) throws FormatException {
        Set<String> names = new HashSet<>();
        for (StudyRun run : runs) {
            if (!names.add(run.name())) {
                throw new FormatException(file, "a name for each run, by other names of settings", "two " + run.name());
            }
        }
    }

    private static Written written(Path file) throws IOException {
        try {
            return JSON.treeToValue(Json.read(file), Written.class);
        } catch (JacksonException e) {
            throw new FormatException(file, EXPECTED, e.getOriginalMessage());
        }
    }

    private static Study study(Path file, Written written) throws FormatException {
        requireEachOnce(file, "recipes", written.recipes());
        requireEachOnce(file, "seeds", written.seeds());
        for (long seed : written.seeds()) {
            if (seed < 0) {
                throw new FormatException(file, "seeds of 0 or more", Long.toString(seed));
            }
        }
        if (written.settings() == null || written.settings().isEmpty()) {
            return new Study(written.recipes(), Map.of("", Map.of()), written.seeds());
        }
        Map<String, Map<String, String>> settings = new LinkedHashMap<>();
        for (Map.Entry<String, Map<String, JsonNode>> one : written.settings().entrySet()) {
            String name = one.getKey();
            if (!NAME.matcher(name).matches()) {
                throw new FormatException(
                        file,
                        "names of settings of 1 to 40 letters, digits, dots, hyphens and underscores",
                        FormatException.quote(name));
            }
            if (one.getValue() == null) {
                throw new FormatException(file, "what \"" + name + "\" replaces", "null");
            }
            Map<String, String> replaced = new LinkedHashMap<>();
            one.getValue().forEach((key, value) -> replaced.put(key, text(value)));
            settings.put(name, replaced);
        }
        return new Study(written.recipes(), settings, written.seeds());
    }

    private static void requireEachOnce(Path file, String what, List<?> values) throws FormatException {
        if (values == null || values.isEmpty() || values.contains(null)) {
            throw new FormatException(file, "at least one of " + what, String.valueOf(values));
        }
        if (new HashSet<>(values).size() < values.size()) {
            throw new FormatException(file, "each of " + what + " once", values.toString());
        }
    }

    /** A value as {@code --set} takes it. */
    private static String text(JsonNode value) {
        return value.isArray()
                ? value.valueStream().map(StudyFile::text).collect(Collectors.joining(","))
                : value.isString() ? value.asString() : value.toString();
    }
}
