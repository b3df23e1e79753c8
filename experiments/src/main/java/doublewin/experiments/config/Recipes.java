package doublewin.experiments.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The recipes under version control, by name, and how users change single settings of them. */
public final class Recipes {
    /** All recipes. */
    public static final List<String> NAMES = List.of(
            "demo",
            "cifar10-quick",
            "cifar10-quick-vanilla",
            "cifar10-fgsm",
            "cifar10-fgsm-vanilla",
            "cifar10-pgd",
            "cifar10-pgd-vanilla",
            "cifar10-paper");

    /** What is in a recipe's place in the settings of weights that no recipe made. */
    public static final String GIVEN = "given-weights";

    /** Evaluates as the paper does; what it says of training has no effect on given weights. */
    private static final String EVALUATES_GIVEN = "cifar10-paper";

    private static final List<String> NOT_SETTABLE = List.of("recipe", "seed");
    private static final JsonMapper JSON = new JsonMapper();

    private Recipes() {}

    /**
     * A recipe with some settings replaced.
     *
     * @param name one of {@link #NAMES}
     * @param overrides setting to value, as the user wrote them
     * @param seed seed of the run
     * @throws SettingException if there is no such recipe or setting, or a value can't be
     */
    public static Settings resolve(String name, Map<String, String> overrides, long seed) {
        if (!NAMES.contains(name)) {
            throw new SettingException(
                    "there is no recipe '" + name + "'; the recipes are " + String.join(", ", NAMES));
        }
        Settings settings = with((ObjectNode) read(name), overrides, seed);
        for (String setting : settings.unheeded()) {
            if (overrides.containsKey(setting)) {
                throw new SettingException("setting " + setting + " has no effect beside the others, "
                        + reason(settings) + "; leave it out");
            }
        }
        return settings;
    }

    private static Settings with(ObjectNode tree, Map<String, String> overrides, long seed) {
        overrides.forEach((setting, value) -> tree.set(setting, parse(setting, value)));
        tree.put("seed", seed);
        return SettingsJson.fromTree(tree);
    }

    /**
     * The settings to evaluate weights by that no recipe made, with the paper's protocol.
     *
     * @param told setting to value, by the weights' file and the user
     * @param seed of the evaluation
     * @throws SettingException if what makes the network is not told, or a value can't be
     */
    public static Settings given(Map<String, String> told, long seed) {
        List<String> missing = new ArrayList<>();
        for (String setting : List.of("network", "norm", "trainPrecisions")) {
            if (!told.containsKey(setting)) {
                missing.add(setting);
            }
        }
        Networks.named(told.getOrDefault("network", ""))
                .ifPresent(spec -> spec.heeded().stream()
                        .sorted()
                        .filter(setting -> !told.containsKey(setting))
                        .forEach(missing::add));
        if (!missing.isEmpty()) {
            throw new SettingException("the weights do not tell " + String.join(", ", missing) + "; say so by "
                    + missing.stream()
                            .map(setting -> "--set " + setting + "=...")
                            .collect(Collectors.joining(" ")));
        }
        ObjectNode tree = (ObjectNode) read(EVALUATES_GIVEN);
        tree.put("recipe", GIVEN);
        if (told.get("norm").equals(Settings.written(NetworkSettings.Norm.SWITCHABLE))) {
            tree.put("evaluationPrecisions", told.get("trainPrecisions"));
        }
        return with(tree, told, seed);
    }

    private static String reason(Settings settings) {
        return "network " + settings.network().network() + ", method "
                + Settings.written(settings.training().method()) + ", schedule "
                + Settings.written(settings.training().schedule()) + ", validate "
                + Settings.written(settings.validation().validate()) + ", trainPrecisions "
                + settings.network().trainPrecisions();
    }

    private static JsonNode read(String name) {
        try (InputStream in = Recipes.class.getResourceAsStream(name + ".json")) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Class<?> type(String setting) {
        if (NOT_SETTABLE.contains(setting)) {
            throw new SettingException("setting " + setting + " is given by --" + setting);
        }
        return SettingsJson.type(setting)
                .orElseThrow(() -> new SettingException("there is no setting '" + setting + "'; the settings are "
                        + String.join(", ", SettingsJson.KEYS)));
    }

    private static JsonNode parse(String setting, String value) {
        Class<?> type = type(setting);
        if (type == String.class || type.isEnum()) {
            return JSON.getNodeFactory().stringNode(value);
        }
        String written = type == List.class ? "[" + value + "]" : value;
        try {
            JsonNode node = JSON.readTree(written);
            if (type == List.class ? node.valueStream().allMatch(JsonNode::isNumber) : node.isNumber()) {
                return node;
            }
        } catch (JacksonException e) {
            // Falls through to the message below, which says more than the parser's.
        }
        throw new SettingException(setting, type == List.class ? "numbers with commas" : "a number", value);
    }
}
