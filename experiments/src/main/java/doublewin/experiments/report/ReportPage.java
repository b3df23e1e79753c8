package doublewin.experiments.report;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import doublewin.experiments.config.Settings;
import doublewin.experiments.config.SettingsJson;
import doublewin.experiments.findings.Intervals;
import doublewin.experiments.statistics.Claim;
import doublewin.experiments.statistics.Comparison;
import doublewin.experiments.statistics.Interval;
import doublewin.experiments.statistics.RunStatistics;
import doublewin.experiments.store.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs as one HTML page that asks the network for nothing: style, script, maps and numbers are in it. The template beside
 * this class says what stands where; here are its values.
 */
final class ReportPage {
    private static final String CHART_LIBRARY = "/META-INF/resources/webjars/uplot/1.6.30/";

    private final List<Told> runs;
    private final MapSection maps;
    private final List<TrainingChart> charts = new ArrayList<>();

    /** A run and what its outcomes say. */
    record Told(ReportedRun run, RunStatistics statistics) {}

    private ReportPage(List<Told> runs) {
        this.runs = runs;
        this.maps = MapSection.of(runs);
    }

    /** The page, as UTF-8; the first run is what it is about, the others it is compared with. */
    static byte[] bytes(List<Told> runs) throws IOException {
        return new ReportPage(runs).page().getBytes(StandardCharsets.UTF_8);
    }

    private String page() throws IOException {
        Template template = Mustache.compiler()
                .emptyStringIsFalse(true)
                .withLoader(name -> new StringReader(resource(name + ".mustache")))
                .compile(resource("report.mustache"));
        Told own = runs.getFirst();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("title", own.run().title());
        values.put("subtitle", own.run().subtitle());
        values.put("summary", summary());
        values.put(
                "claims",
                own.statistics().claims().stream().map(ReportPage::claim).toList());
        values.put("views", MapSection.choices());
        values.put("rules", maps.rules());
        List<ReportedRun> reported = runs.stream().map(Told::run).toList();
        values.put("tiers", TierSection.all(reported));
        put(values, "games", "hasGames", GameSection.all(reported));
        put(values, "flags", "hasFlags", FlagSection.all(reported));
        put(values, "attacks", "hasAttacks", AttackSection.all(reported));
        put(values, "gradients", "hasGradients", GradientSection.all(reported));
        List<Map<String, Object>> told = new ArrayList<>();
        runs.forEach(one -> told.add(run(one)));
        values.put("runs", told);
        values.put("others", told.stream().skip(1).toList());
        values.put("settings", settings());
        values.put("commands", commands());
        values.put("data", data());
        values.put("style", resource("report.css"));
        values.put("script", resource("report.js"));
        values.put("chartStyle", resource(CHART_LIBRARY + "dist/uPlot.min.css"));
        values.put("chartScript", resource(CHART_LIBRARY + "dist/uPlot.iife.min.js"));
        values.put("chartLicence", resource(CHART_LIBRARY + "LICENSE"));
        return template.execute(values);
    }

    /** Sections of runs, and whether there are any: a heading stands once. */
    private static void put(
            Map<String, Object> values, String name, String isThere, List<Map<String, Object>> sections) {
        values.put(name, sections);
        values.put(isThere, !sections.isEmpty());
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private List<Map<String, Object>> summary() {
        return List.of(
                summaryRow("clean accuracy, mean over precisions", RunStatistics::cleanAverage, Comparison::clean),
                summaryRow(
                        "attacked at the precision of inference (diagonal)",
                        RunStatistics::diagonal,
                        Comparison::diagonal),
                summaryRow("both draw their precision (average of all)", RunStatistics::overall, Comparison::overall));
    }

    /** A figure of each run, then by how much the first exceeds each of the others. */
    private Map<String, Object> summaryRow(
            String label, Function<RunStatistics, Interval> figure, Function<Comparison, Interval> difference) {
        List<Comparison> comparisons = runs.getFirst().statistics().comparisons();
        return Map.of(
                "label",
                label,
                "values",
                Stream.concat(
                                runs.stream().map(told -> figure.apply(told.statistics())),
                                runs.stream()
                                        .skip(1)
                                        .flatMap(other -> comparisons.stream()
                                                .filter(comparison -> comparison
                                                        .against()
                                                        .equals(other.run().name()))
                                                .map(difference)))
                        .map(Intervals::percent)
                        .toList());
    }

    private static Map<String, Object> claim(Claim claim) {
        boolean spread = claim.number() == 3;
        return Map.of(
                "number", claim.number(),
                "statement", claim.statement(),
                "against", claim.against(),
                "precisions", claim.precisions(),
                "verdict", Settings.written(claim.verdict()),
                "figure", spread ? "Largest difference" : claim.number() == 1 ? "Gap" : "Difference of the gaps",
                "bounds", spread ? "bounds" : "interval",
                "estimate", percent(claim.interval().estimate(), 2),
                "low", percent(claim.interval().low(), 2),
                "high", percent(claim.interval().high(), 2));
    }

    private Map<String, Object> run(Told told) {
        ReportedRun run = told.run();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("name", run.name());
        values.put("leftOut", run.findings().leftOut());
        values.put("charts", charts(run));
        values.put("weights", run.origin().weights());
        values.put("testImages", run.origin().images());
        values.put(
                "provenance", run.provenance().stream().map(ReportPage::command).toList());
        return values;
    }

    private List<Map<String, Object>> charts(ReportedRun run) {
        List<Map<String, Object>> values = new ArrayList<>();
        for (TrainingChart chart : TrainingChart.of(run.name(), run.history())) {
            values.add(Map.of(
                    "index", charts.size(),
                    "caption", chart.caption(),
                    "series", chart.series(),
                    "rows", chart.rows()));
            charts.add(chart);
        }
        return values;
    }

    private static Map<String, String> command(JsonNode entry) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String key : List.of("command", "date", "version", "jdk", "cpu", "cores", "vectorBits", "threads")) {
            values.put(key, entry.path(key).asString(""));
        }
        return values;
    }

    private List<Map<String, Object>> settings() {
        List<ObjectNode> trees = runs.stream()
                .map(told -> SettingsJson.toTree(told.run().settings()))
                .toList();
        return trees.stream()
                .flatMap(tree -> tree.propertyNames().stream())
                .distinct()
                .map(name -> {
                    List<String> values =
                            trees.stream().map(tree -> plain(tree.path(name))).toList();
                    return Map.<String, Object>of(
                            "label",
                            name,
                            "values",
                            values,
                            "differs",
                            values.stream().distinct().count() > 1);
                })
                .toList();
    }

    private static String plain(JsonNode value) {
        return value.isString() ? value.asString() : value.toString();
    }

    private List<String> commands() {
        List<String> commands = new ArrayList<>();
        runs.forEach(told -> {
            Reproduction.training(told.run()).ifPresent(training -> commands.add("./doublewin " + training));
            commands.add("./doublewin " + Reproduction.map(told.run()));
            Reproduction.findings(told.run()).forEach(command -> commands.add("./doublewin " + command));
        });
        StringBuilder report = new StringBuilder(
                "./doublewin report --run runs/" + runs.getFirst().run().name());
        runs.stream()
                .skip(1)
                .forEach(told ->
                        report.append(" --against runs/").append(told.run().name()));
        commands.add(report.toString());
        return commands;
    }

    /** What the script reads. A tag that a name might hold can't end the element. */
    private String data() {
        ObjectNode tree = Json.object();
        tree.set("maps", Json.tree(maps.data()));
        tree.set("charts", Json.tree(charts.stream().map(TrainingChart::data).toList()));
        return tree.toString().replace("<", "\\u003c");
    }

    private static String percent(double fraction, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", 100 * fraction);
    }
}
