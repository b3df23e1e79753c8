package doublewin.experiments.recipe;

import doublewin.engine.kernel.convolution.Numerics;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.EnumNamingStrategies.KebabCaseStrategy;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.annotation.EnumNaming;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Settings as JSON: one flat object, enums in lower case with hyphens, settings in their order of declaration. */
public final class SettingsJson {
    private static final String NUMERICS = "numerics";
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

    private SettingsJson() {}

    /** The settings as a JSON object. */
    public static ObjectNode toTree(Settings settings) {
        return JSON.valueToTree(settings);
    }

    /**
     * The settings that a JSON object holds. Files from before there was a choice of numerics say nothing of it, and
     * mean {@code direct}.
     *
     * @throws SettingException if one is missing, unknown, of the wrong type or out of range
     */
    public static Settings fromTree(JsonNode tree) {
        JsonNode complete = tree;
        if (tree instanceof ObjectNode settings && !settings.has(NUMERICS)) {
            complete = settings.deepCopy().put(NUMERICS, Settings.written(Numerics.DIRECT));
        }
        try {
            return JSON.treeToValue(complete, Settings.class);
        } catch (JacksonException e) {
            throw explain(e);
        }
    }

    /** Names of the settings in which two differ. */
    public static List<String> differences(Settings one, Settings other) {
        ObjectNode left = toTree(one);
        ObjectNode right = toTree(other);
        List<String> names = new ArrayList<>();
        for (String name : left.propertyNames()) {
            if (!left.get(name).equals(right.get(name))) {
                names.add(name);
            }
        }
        return names;
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
            case UnrecognizedPropertyException unknown ->
                new SettingException("there is no setting '" + unknown.getPropertyName() + "'");
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
