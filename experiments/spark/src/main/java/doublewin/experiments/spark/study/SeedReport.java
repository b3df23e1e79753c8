package doublewin.experiments.spark.study;

import doublewin.dwq.evaluate.TransferMatrix;
import doublewin.experiments.store.Json;
import doublewin.experiments.store.OutcomesFile;
import doublewin.experiments.store.RunFolder.Part;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the runs of a study say together.
 *
 * @param runs all of them, trained and mapped
 * @param groups figure by figure, by group
 * @param differences of a group's figures less those of another, seed by seed
 */
record SeedReport(List<Finding> runs, Map<String, Map<String, SeedSpread>> groups, List<Difference> differences) {
    private static final int ATTACK = 0;
    private static final double PERCENT = 100;
    private static final String ROW = "%-40s %-18s %8s %8s   %s%n";

    /**
     * What was found of a run.
     *
     * @param run the run
     * @param weights their hash
     * @param figures by name
     */
    record Finding(StudyRun run, String weights, Map<String, Double> figures) {}

    /**
     * The figures of a group less those of another, trained by the same seeds.
     *
     * @param group whose figures they are
     * @param less the group whose figures are taken away
     * @param figures by name
     */
    record Difference(String group, String less, Map<String, SeedSpread> figures) {}

    /**
     * Reads the maps of runs.
     *
     * @throws IOException if one can't be read; the message is for the user
     */
    static SeedReport of(StudyFolder folder, List<StudyRun> runs) throws IOException {
        List<Finding> findings = new ArrayList<>();
        for (StudyRun run : runs) {
            OutcomesFile.Stored map = OutcomesFile.readMap(folder.folder(run), Part.OUTCOMES);
            TransferMatrix matrix = TransferMatrix.of(map.outcomes(), ATTACK);
            findings.add(new Finding(run, map.origin().weights(), SeedFigures.of(matrix)));
        }
        return of(findings);
    }

    /** The report on what was found; every group has the same seeds in the same order. */
    static SeedReport of(List<Finding> findings) {
        Map<String, List<Map<String, Double>>> byGroup = new LinkedHashMap<>();
        findings.forEach(finding -> byGroup.computeIfAbsent(finding.run().group(), _ -> new ArrayList<>())
                .add(finding.figures()));
        Map<String, Map<String, SeedSpread>> groups = new LinkedHashMap<>();
        byGroup.forEach((group, seeds) -> groups.put(group, spreads(seeds)));
        List<String> names = List.copyOf(groups.keySet());
        List<Difference> differences = new ArrayList<>();
        for (int one = 0; one < names.size(); one++) {
            for (int other = one + 1; other < names.size(); other++) {
                differences.add(new Difference(
                        names.get(one),
                        names.get(other),
                        spreads(differences(byGroup.get(names.get(one)), byGroup.get(names.get(other))))));
            }
        }
        return new SeedReport(findings, groups, differences);
    }

    private static Map<String, SeedSpread> spreads(List<Map<String, Double>> seeds) {
        Map<String, SeedSpread> spreads = new LinkedHashMap<>();
        for (String figure : seeds.getFirst().keySet()) {
            if (seeds.stream().allMatch(one -> one.containsKey(figure))) {
                spreads.put(
                        figure,
                        new SeedSpread(
                                seeds.stream().map(one -> one.get(figure)).toList()));
            }
        }
        return spreads;
    }

    private static List<Map<String, Double>> differences(
            List<Map<String, Double>> ones, List<Map<String, Double>> others) {
        return IntStream.range(0, ones.size())
                .mapToObj(seed -> {
                    Map<String, Double> differences = new LinkedHashMap<>();
                    ones.get(seed).forEach((figure, value) -> {
                        Double other = others.get(seed).get(figure);
                        if (other != null) {
                            differences.put(figure, value - other);
                        }
                    });
                    return differences;
                })
                .toList();
    }

    /** All of it as the bytes of a JSON file; figures are fractions of 1. */
    byte[] json() {
        ObjectNode tree = Json.object();
        var list = tree.putArray("runs");
        for (Finding finding : runs) {
            ObjectNode one = list.addObject();
            one.put("run", finding.run().name());
            one.put("group", finding.run().group());
            one.put("seed", finding.run().seed());
            one.put("weights", finding.weights());
            finding.figures().forEach(one::put);
        }
        ObjectNode byGroup = tree.putObject("groups");
        groups.forEach((group, figures) -> byGroup.set(group, json(figures)));
        var pairs = tree.putArray("differences");
        for (Difference difference : differences) {
            ObjectNode pair = pairs.addObject();
            pair.put("group", difference.group());
            pair.put("less", difference.less());
            pair.set("figures", json(difference.figures()));
        }
        return Json.bytes(tree);
    }

    private static ObjectNode json(Map<String, SeedSpread> figures) {
        ObjectNode tree = Json.object();
        figures.forEach((figure, spread) -> {
            ObjectNode one = tree.putObject(figure);
            one.put("seeds", spread.values().size());
            one.put("mean", spread.mean());
            spread.deviation().ifPresent(deviation -> one.put("standardDeviation", deviation));
            spread.halfWidth().ifPresent(half -> {
                one.put("low", spread.mean() - half);
                one.put("high", spread.mean() + half);
            });
        });
        return tree;
    }

    /** All of it as text, in percent and points. */
    String text() {
        StringBuilder text = new StringBuilder();
        row(text, "group", "figure", "mean", "spread", "95 % interval of the mean");
        groups.forEach((group, figures) -> text(text, group, figures));
        for (Difference difference : differences) {
            text(text, difference.group() + " less " + difference.less(), difference.figures());
        }
        return text.toString();
    }

    private static void text(StringBuilder text, String group, Map<String, SeedSpread> figures) {
        figures.forEach((figure, spread) -> row(
                text,
                group,
                figure,
                percent(spread.mean()),
                spread.deviation().isPresent() ? percent(spread.deviation().getAsDouble()) : "-",
                spread.halfWidth().isPresent()
                        ? percent(spread.mean() - spread.halfWidth().getAsDouble()) + " to "
                                + percent(spread.mean() + spread.halfWidth().getAsDouble())
                        : "none of one seed"));
    }

    private static void row(
            StringBuilder text, String group, String figure, String mean, String spread, String interval) {
        text.append(String.format(Locale.ROOT, ROW, group, figure, mean, spread, interval));
    }

    private static String percent(double fraction) {
        return String.format(Locale.ROOT, "%.2f", PERCENT * fraction);
    }
}
