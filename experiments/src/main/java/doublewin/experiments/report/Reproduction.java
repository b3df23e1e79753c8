package doublewin.experiments.report;

import doublewin.experiments.config.Recipes;
import doublewin.experiments.config.Settings;
import doublewin.experiments.config.SettingsJson;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The command line that makes a run anew. */
final class Reproduction {
    private Reproduction() {}

    /** Arguments that train a run with the same settings: its recipe, its seed, and what it changed. */
    static String training(ReportedRun run) {
        Settings own = run.settings();
        String command = "train --recipe " + own.recipe() + " --seed " + own.seed() + " --out runs/" + run.name();
        if (!Recipes.NAMES.contains(own.recipe())) {
            return command;
        }
        Settings recipe = Recipes.resolve(own.recipe(), Map.of(), own.seed());
        ObjectNode values = SettingsJson.toTree(own);
        return command
                + SettingsJson.differences(recipe, own).stream()
                        .map(name -> " --set " + name + "=" + written(values.get(name)))
                        .collect(Collectors.joining());
    }

    private static String written(JsonNode value) {
        if (value.isArray()) {
            return value.valueStream().map(JsonNode::toString).collect(Collectors.joining(","));
        }
        return value.isString() ? value.asString() : value.toString();
    }
}
