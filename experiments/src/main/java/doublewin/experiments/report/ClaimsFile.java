package doublewin.experiments.report;

import doublewin.experiments.config.Settings;
import doublewin.experiments.statistics.Claim;
import doublewin.experiments.statistics.Comparison;
import doublewin.experiments.statistics.Interval;
import doublewin.experiments.statistics.PairedBootstrap;
import doublewin.experiments.statistics.RunStatistics;
import doublewin.experiments.store.Json;
import doublewin.experiments.store.TransferFiles;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code claims.json}: every figure with its interval, and the verdict on each claim. */
final class ClaimsFile {
    private ClaimsFile() {}

    static byte[] bytes(ReportedRun run, RunStatistics statistics) {
        ObjectNode tree = run.origin().toTree();
        tree.set("precisions", Json.tree(TransferFiles.bits(run.outcomes().precisions())));
        tree.put("images", run.outcomes().images());
        tree.put("confidence", Interval.CONFIDENCE).put("resamples", PairedBootstrap.RESAMPLES);
        ArrayNode claims = tree.putArray("claims");
        for (Claim claim : statistics.claims()) {
            ObjectNode node = claims.addObject();
            node.put("claim", claim.number()).put("statement", claim.statement());
            if (!claim.against().isEmpty()) {
                node.put("against", claim.against());
            }
            node.put("precisions", claim.precisions());
            node.put("verdict", Settings.written(claim.verdict()));
            put(node, claim.interval());
        }
        tree.set("clean", intervals(statistics.clean()));
        tree.set("rowAverages", intervals(statistics.rows()));
        tree.set("columnAverages", intervals(statistics.columns()));
        put(tree.putObject("overallAverage"), statistics.overall());
        put(tree.putObject("diagonalAverage"), statistics.diagonal());
        tree.put("randomPrecisionInferenceSpread", run.inferenceSpread());
        ArrayNode comparisons = tree.putArray("differences");
        for (Comparison comparison : statistics.comparisons()) {
            ObjectNode node = comparisons.addObject().put("against", comparison.against());
            put(node.putObject("cleanAverage"), comparison.clean());
            put(node.putObject("diagonalAverage"), comparison.diagonal());
            put(node.putObject("overallAverage"), comparison.overall());
        }
        ArrayNode rows = tree.putArray("cells");
        statistics.cells().forEach(row -> rows.add(intervals(row)));
        return Json.bytes(tree);
    }

    private static ArrayNode intervals(List<Interval> intervals) {
        ArrayNode array = Json.object().putArray("");
        intervals.forEach(interval -> put(array.addObject(), interval));
        return array;
    }

    private static void put(ObjectNode node, Interval interval) {
        node.put("estimate", interval.estimate()).put("low", interval.low()).put("high", interval.high());
    }
}
