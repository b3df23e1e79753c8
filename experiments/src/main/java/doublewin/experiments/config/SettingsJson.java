package doublewin.experiments.config;

import doublewin.engine.kernel.convolution.Numerics;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.EnumNamingStrategies.KebabCaseStrategy;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.annotation.EnumNaming;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Settings as JSON: one flat object, whatever part of the settings a value belongs to, enums in lower case with hyphens.
 */
public final class SettingsJson {
    /** All settings of a recipe in the order in which files hold them, between recipe and seed. */
    static final List<String> KEYS = List.of(
            "data",
            "trainImages",
            "testImages",
            "network",
            "depth",
            "width",
            "norm",
            "numerics",
            "trainPrecisions",
            "evaluationPrecisions",
            "method",
            "steps",
            "epsilon",
            "alpha",
            "epochs",
            "batch",
            "learningRate",
            "schedule",
            "milestones",
            "momentum",
            "weightDecay",
            "selection",
            "precisionWeights",
            "validate",
            "validateEvery",
            "attackEpsilon",
            "attackSteps",
            "attackAlpha",
            "restarts");

    private static final String RECIPE = "recipe";
    private static final String SEED = "seed";
    private static final String NUMERICS = "numerics";
    private static final String EPSILON = "epsilon";
    private static final String PRECISION_WEIGHTS = "precisionWeights";
    private static final String ATTACK_EPSILON = "attackEpsilon";
    private static final List<Class<? extends Record>> PARTS = List.of(
            DataSettings.class,
            NetworkSettings.class,
            TrainingRecipe.class,
            Validation.class,
            EvaluationProtocol.class);
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .addMixIn(Numerics.class, HyphenatedNames.class)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .build();

    /** How files write the values of an enum that knows nothing of files. */
    @EnumNaming(KebabCaseStrategy.class)
    private interface HyphenatedNames {}

    /** Where settings come from. */
    private record Origin(String recipe, long seed) {}

    private SettingsJson() {}

    /** The settings as a JSON object. Weights of precisions stand there where they are not uniform. */
    public static ObjectNode toTree(Settings settings) {
        Map<String, JsonNode> values = new HashMap<>();
        for (Record part : List.of(
                settings.data(),
                settings.network(),
                settings.training(),
                settings.validation(),
                settings.evaluation())) {
            ObjectNode tree = JSON.valueToTree(part);
            tree.forEachEntry(values::put);
        }
        ObjectNode tree = JSON.createObjectNode();
        tree.put(RECIPE, settings.recipe());
        if (settings.training().precisionWeights().isEmpty()) {
            values.remove(PRECISION_WEIGHTS);
        }
        KEYS.stream().filter(values::containsKey).forEach(key -> tree.set(key, values.get(key)));
        return tree.put(SEED, settings.seed());
    }

    /**
     * The settings that a JSON object holds. Files from before there was a choice of numerics say nothing of it, and
     * mean {@code direct}; those from before evaluation had an epsilon of its own mean that of training; those from before validation, none. Without weights
     * of precisions, draws are uniform.
     *
     * @throws SettingException if one is missing, unknown, of the wrong type or out of range
     */
    public static Settings fromTree(JsonNode tree) {
        if (!(tree instanceof ObjectNode given)) {
            throw new SettingException("settings: expected a JSON object, found " + tree);
        }
        ObjectNode complete = given.deepCopy();
        if (!complete.has(NUMERICS)) {
            complete.put(NUMERICS, Settings.written(Numerics.DIRECT));
        }
        if (!complete.has(ATTACK_EPSILON) && complete.has(EPSILON)) {
            complete.set(ATTACK_EPSILON, complete.get(EPSILON));
        }
        if (!complete.has(PRECISION_WEIGHTS)) {
            complete.putArray(PRECISION_WEIGHTS);
        }
        ObjectNode off = JSON.valueToTree(Validation.OFF);
        off.forEachEntry((key, value) -> {
            if (!complete.has(key)) {
                complete.set(key, value);
            }
        });
        for (String name : complete.propertyNames()) {
            if (!KEYS.contains(name) && !name.equals(RECIPE) && !name.equals(SEED)) {
                throw new SettingException("there is no setting '" + name + "'");
            }
        }
        Origin origin = part(complete, Origin.class);
        return new Settings(
                origin.recipe(),
                part(complete, DataSettings.class),
                part(complete, NetworkSettings.class),
                part(complete, TrainingRecipe.class),
                part(complete, Validation.class),
                part(complete, EvaluationProtocol.class),
                origin.seed());
    }

    private static <T extends Record> T part(ObjectNode tree, Class<T> type) {
        ObjectNode own = JSON.createObjectNode();
        for (RecordComponent component : type.getRecordComponents()) {
            if (tree.has(component.getName())) {
                own.set(component.getName(), tree.get(component.getName()));
            }
        }
        try {
            return JSON.treeToValue(own, type);
        } catch (JacksonException e) {
            throw explain(e);
        }
    }

    /** The type of a setting that a recipe holds, if there is one of this name. */
    static Optional<Class<?>> type(String setting) {
        return PARTS.stream()
                .flatMap(part -> Arrays.stream(part.getRecordComponents()))
                .filter(component -> component.getName().equals(setting))
                .<Class<?>>map(RecordComponent::getType)
                .findFirst();
    }

    /** Names of the settings in which two differ. */
    public static List<String> differences(Settings one, Settings other) {
        ObjectNode left = toTree(one);
        ObjectNode right = toTree(other);
        List<String> names = new ArrayList<>();
        for (String name : all()) {
            if (!left.path(name).equals(right.path(name))) {
                names.add(name);
            }
        }
        return names;
    }

    private static List<String> all() {
        List<String> all = new ArrayList<>(KEYS);
        all.addFirst(RECIPE);
        all.addLast(SEED);
        return all;
    }

    private static SettingException explain(JacksonException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SettingException exception) {
                return exception;
            }
        }
        String setting = e.getPath().stream()
                .map(JacksonException.Reference::getPropertyName)
                .filter(name -> name != null)
                .collect(Collectors.joining("."));
        return switch (e) {
            case InvalidFormatException invalid ->
                new SettingException(setting, expectation(invalid.getTargetType()), invalid.getValue());
            case DatabindException other when setting.isEmpty() -> new SettingException(other.getOriginalMessage());
            default -> new SettingException("setting " + setting + " is missing, or of another type than it has");
        };
    }

    private static String expectation(Class<?> type) {
        if (type != null && type.isEnum()) {
            return "one of " + Settings.choices(type);
        }
        return type == int.class || type == long.class ? "a whole number" : "a number";
    }
}
