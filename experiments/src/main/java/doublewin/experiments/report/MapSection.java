package doublewin.experiments.report;

import doublewin.experiments.config.Settings;
import doublewin.experiments.evaluate.Tier;
import doublewin.experiments.plot.Figure;
import doublewin.experiments.plot.HeatMapLayout;
import doublewin.experiments.plot.SvgRenderer;
import doublewin.experiments.statistics.RunStatistics;
import doublewin.experiments.store.OutcomesFile;
import doublewin.experiments.store.TransferFiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The transfer maps of all runs, by the rule that their images moved by. */
final class MapSection {
    private final List<MapViews> maps = new ArrayList<>();
    private final List<Map<String, Object>> rules = new ArrayList<>();

    /** What a map can show. */
    private enum View {
        ACCURACY("robust accuracy", MapViews::accuracy),
        GAP("difference to the diagonal", MapViews::differences),
        INTERVAL("half the 95 % interval", MapViews::halfWidths);

        private final String label;
        private final Function<MapViews, HeatMapLayout.Content> content;

        View(String label, Function<MapViews, HeatMapLayout.Content> content) {
            this.label = label;
            this.content = content;
        }

        private String id() {
            return Settings.written(this);
        }

        private Map<String, Object> choice() {
            return Map.of("id", id(), "label", label, "first", this == ACCURACY);
        }
    }

    /** The maps of runs and of what their tables hold. */
    static MapSection of(List<ReportPage.Told> runs) {
        MapSection section = new MapSection();
        section.rule(
                "The paper's rule: an image that is wrong stops",
                "While it is attacked an image moves only until the network is wrong at the attack's precision, as in the"
                        + " official code. What is shown at other precisions is often only just wrong.",
                runs.stream().map(told -> views(told.run(), told.statistics())).toList());
        for (Tier tier : Tier.values()) {
            List<MapViews> views = new ArrayList<>();
            for (ReportPage.Told told : runs) {
                OutcomesFile.Stored table = told.run().findings().tables().get(tier);
                if (table != null) {
                    ReportedRun run = told.run().with(table);
                    views.add(views(run, RunStatistics.of(run.outcomes(), ReportedRun.ATTACK, new TreeMap<>())));
                }
            }
            section.rule(
                    "The rule of the protocol " + tier.title() + ": candidates never stop",
                    "An image moves to the attack's last step, wrong or not, and what is shown is where the loss was highest: a"
                            + " strong perturbation at one precision is what transfers to others. The figures \"uniform\" and"
                            + " \"best attack precision\" below are taken from these candidates.",
                    views);
        }
        return section;
    }

    private static MapViews views(ReportedRun run, RunStatistics statistics) {
        return new MapViews(run, statistics, TransferFiles.labels(run.outcomes().precisions()));
    }

    private void rule(String name, String words, List<MapViews> views) {
        if (!views.isEmpty()) {
            List<Map<String, Object>> figures = new ArrayList<>();
            for (MapViews own : views) {
                figures.add(figure(maps.size(), own, views));
                maps.add(own);
            }
            rules.add(Map.of("rule", name, "words", words, "maps", figures));
        }
    }

    private static Map<String, Object> figure(int index, MapViews own, List<MapViews> alike) {
        ReportedRun run = own.run();
        int[][] correct = run.matrix().correct();
        int[] clean = run.matrix().clean();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("index", index);
        values.put("name", run.name());
        values.put("title", run.title());
        values.put("images", run.outcomes().images());
        values.put("labels", own.labels());
        values.put(
                "rows",
                IntStream.range(0, own.labels().size())
                        .mapToObj(row -> Map.of(
                                "label", own.labels().get(row),
                                "counts", IntStream.of(correct[row]).boxed().toList(),
                                "clean", clean[row]))
                        .toList());
        values.put("pictures", pictures(own, alike));
        return values;
    }

    /** A map's pictures, in the same colours as those of other runs by the same rule. */
    private static List<Map<String, Object>> pictures(MapViews own, List<MapViews> alike) {
        return Arrays.stream(View.values())
                .map(view -> {
                    HeatMapLayout.Scale scale = HeatMapLayout.Scale.of(
                            alike.stream().map(view.content).toList());
                    Figure figure = HeatMapLayout.layOut(view.content.apply(own), scale);
                    return Map.<String, Object>of("id", view.id(), "svg", SvgRenderer.inline(figure));
                })
                .toList();
    }

    /** What can be chosen. */
    static List<Map<String, Object>> choices() {
        return Arrays.stream(View.values()).map(View::choice).toList();
    }

    /** For the template, rule by rule. */
    List<Map<String, Object>> rules() {
        return rules;
    }

    /** For the script, map by map. */
    List<Map<String, Object>> data() {
        return maps.stream().map(MapViews::data).toList();
    }
}
