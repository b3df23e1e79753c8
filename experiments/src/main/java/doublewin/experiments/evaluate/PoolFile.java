package doublewin.experiments.evaluate;

import doublewin.dwq.evaluate.Candidate;
import doublewin.dwq.evaluate.CandidateOutcomes;
import doublewin.dwq.evaluate.Columns;
import doublewin.dwq.evaluate.Outcomes;
import doublewin.dwq.evaluate.Twin;
import doublewin.experiments.statistics.Interval;
import doublewin.experiments.statistics.PoolStatistics;
import doublewin.experiments.store.Json;
import doublewin.experiments.store.Origin;
import doublewin.experiments.store.TransferFiles;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The figures of a tier as JSON: fractions of 1, with intervals. */
final class PoolFile {
    private PoolFile() {}

    static ObjectNode tree(Outcomes outcomes, PoolStatistics statistics, Origin origin) {
        ObjectNode tree = origin.toTree();
        tree.set("precisions", Json.tree(TransferFiles.bits(outcomes.precisions())));
        tree.put("images", outcomes.images());
        tree.put("confidence", Interval.CONFIDENCE);
        tree.set("clean", interval(statistics.clean()));
        ArrayNode protocols = tree.putArray("protocols");
        for (PoolStatistics.Figure figure : statistics.protocols()) {
            ObjectNode node = interval(figure.accuracy());
            node.put("protocol", figure.protocol().title());
            node.put("attacker", figure.protocol().knowledge());
            protocols.add(node);
        }
        ObjectNode twins = tree.putObject("withoutRandomness");
        ObjectNode fixed = interval(statistics.bestFixed());
        fixed.put(
                "precision",
                outcomes.precisions().get(statistics.bestFixedPosition()).bits());
        twins.set("bestFixedPrecision", fixed);
        if (statistics.fullPrecision() != null) {
            twins.set("fullPrecision", interval(statistics.fullPrecision()));
        }
        twins.set("ensemble", interval(statistics.ensemble()));
        tree.set("matchingPennies", interval(statistics.matchingPennies()));
        ArrayNode candidates = tree.putArray("candidates");
        candidates.add(candidate(outcomes, Outcomes.CLEAN, statistics.clean()));
        for (int i = 0; i < outcomes.attacked().size(); i++) {
            candidates.add(candidate(outcomes, 1 + i, statistics.columns().get(i)));
        }
        return tree;
    }

    static ObjectNode candidate(Outcomes outcomes, int number, Interval mean) {
        CandidateOutcomes found = outcomes.of(number);
        ObjectNode node = interval(mean);
        node.put("candidate", outcomes.title(number));
        if (number != Outcomes.CLEAN) {
            Candidate candidate = outcomes.attacked().get(number - 1);
            node.put("attack", candidate.attack());
            node.put("aim", candidate.aim().name().toLowerCase(Locale.ROOT));
            node.set("against", Json.tree(TransferFiles.bits(candidate.against())));
        }
        int precisions = outcomes.precisions().size();
        int[] correct = new int[precisions];
        for (int q = 0; q < precisions; q++) {
            correct[q] = found.correctCount(q);
        }
        node.set("correct", Json.tree(correct));
        Columns columns = outcomes.columns();
        node.put("ensembleCorrect", found.correctCount(columns.indexOf(Twin.ENSEMBLE)));
        if (columns.twins().contains(Twin.FULL_PRECISION)) {
            node.put("fullPrecisionCorrect", found.correctCount(columns.indexOf(Twin.FULL_PRECISION)));
        }
        node.put("vanishedGradients", found.vanishedCount());
        node.put("nonFiniteGradients", found.notFiniteCount());
        return node;
    }

    static ObjectNode interval(Interval interval) {
        return Json.object()
                .put("estimate", interval.estimate())
                .put("low", interval.low())
                .put("high", interval.high());
    }
}
