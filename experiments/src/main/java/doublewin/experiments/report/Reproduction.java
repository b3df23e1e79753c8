package doublewin.experiments.report;

import doublewin.experiments.config.EvaluationProtocol;
import doublewin.experiments.config.Recipes;
import doublewin.experiments.config.Settings;
import doublewin.experiments.config.SettingsJson;
import doublewin.experiments.evaluate.Tier;
import doublewin.experiments.findings.Measured;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The command lines that make a run anew. */
final class Reproduction {
    private Reproduction() {}

    /**
     * Arguments that train a run with the same settings: its recipe, its seed, and what it changed; nothing for weights that
     * no recipe made.
     */
    static Optional<String> training(ReportedRun run) {
        Settings own = run.settings();
        if (own.recipe().equals(Recipes.GIVEN)) {
            return Optional.empty();
        }
        String command = "train --recipe " + own.recipe() + " --seed " + own.seed() + " --out runs/" + run.name();
        if (!Recipes.NAMES.contains(own.recipe())) {
            return Optional.of(command);
        }
        Settings recipe = Recipes.resolve(own.recipe(), Map.of(), own.seed());
        ObjectNode values = SettingsJson.toTree(own);
        return Optional.of(command
                + SettingsJson.differences(recipe, own).stream()
                        .map(name -> " --set " + name + "=" + written(values.get(name)))
                        .collect(Collectors.joining()));
    }

    /** Arguments that measure a run's map anew; where it is not by the run's own protocol, they say by which. */
    static String map(ReportedRun run) {
        String command = "heatmap --run runs/" + run.name();
        EvaluationProtocol own = run.settings().evaluation();
        Measured measured = new Measured(
                run.origin(), run.outcomes().precisions(), run.outcomes().images());
        boolean isOwn = measured.images() == own.testImages()
                && measured.precisions().equals(own.precisions())
                && epsilon(run.origin().parameters())
                        .equals(epsilon(own.attack().parameters()));
        return isOwn ? command : command + measured.options();
    }

    private static String epsilon(Map<String, String> parameters) {
        return parameters.getOrDefault("epsilon", "");
    }

    /** Command lines that find anew what was found beside the map, but for attacks that were named one by one. */
    static List<String> findings(ReportedRun run) {
        Findings findings = run.findings();
        String folder = " --run runs/" + run.name();
        List<String> commands = new ArrayList<>();
        findings.pools()
                .forEach((tier, pool) -> commands.add("evaluate" + folder + " --protocol " + tier.title()
                        + pool.measured().options()));
        findings.flags()
                .ifPresent(flags ->
                        commands.add("flags" + folder + flags.measured().options()));
        findings.game().ifPresent(game -> {
            String table = game.measured().origin().attack();
            boolean isTier =
                    Arrays.stream(Tier.values()).anyMatch(tier -> tier.title().equals(table));
            commands.add("game" + folder + (isTier ? " --protocol " + table : ""));
        });
        return commands;
    }

    private static String written(JsonNode value) {
        if (value.isArray()) {
            return value.valueStream().map(JsonNode::toString).collect(Collectors.joining(","));
        }
        return value.isString() ? value.asString() : value.toString();
    }
}
