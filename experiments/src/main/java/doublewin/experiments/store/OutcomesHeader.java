package doublewin.experiments.store;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.evaluate.BitPlane;
import doublewin.dwq.evaluate.Candidate;
import doublewin.dwq.evaluate.CandidateOutcomes;
import doublewin.dwq.evaluate.Columns;
import doublewin.dwq.evaluate.Outcomes;
import doublewin.nn.Precision;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The part of an outcomes file's header that tells the size and meaning of its table: of one that attacks fill at each
 * precision their names, of any other its candidates one by one, and whether there is a column of the ensemble.
 */
final class OutcomesHeader {
    private static final String PRECISIONS = "precisions";
    private static final String ATTACKS = "attacks";
    private static final String CANDIDATES = "candidates";
    private static final String ENSEMBLE = "ensemble";
    private static final String IMAGES = "images";
    private static final String ATTACK = "attack";
    private static final String AIM = "aim";
    private static final String AGAINST = "against";
    private static final String WEIGHTS = "weights";

    private OutcomesHeader() {}

    /** Describes a table. */
    static void describe(Outcomes outcomes, ObjectNode tree) {
        tree.set(PRECISIONS, Json.tree(TransferFiles.bits(outcomes.precisions())));
        if (outcomes.isAtEachPrecision()) {
            tree.set(ATTACKS, Json.tree(outcomes.attacks()));
        } else {
            ArrayNode candidates = tree.putArray(CANDIDATES);
            for (Candidate candidate : outcomes.attacked()) {
                ObjectNode node = candidates
                        .addObject()
                        .put(ATTACK, candidate.attack())
                        .put(AIM, candidate.aim().name().toLowerCase(Locale.ROOT));
                node.set(AGAINST, Json.tree(TransferFiles.bits(candidate.against())));
                if (!candidate.weights().isEmpty()) {
                    node.set(WEIGHTS, Json.tree(candidate.weights()));
                }
            }
            tree.put(ENSEMBLE, outcomes.columns() == Columns.PRECISIONS_AND_ENSEMBLE);
        }
        tree.put(IMAGES, outcomes.images());
    }

    /**
     * How many bytes the planes of what was described take: a header may promise a table that no memory holds, so that its
     * size is known before it is made.
     *
     * @throws IllegalArgumentException if there is no such table
     * @throws ArithmeticException if there are more than a long counts
     */
    static long planeBytes(JsonNode tree) {
        int precisions = precisions(tree.path(PRECISIONS)).size();
        boolean listed = tree.has(CANDIDATES);
        long attacked = listed
                ? tree.path(CANDIDATES).size()
                : (long) precisions * tree.path(ATTACKS).size();
        int columns = precisions + (listed && tree.path(ENSEMBLE).asBoolean() ? 1 : 0);
        long planes = (1 + attacked) * CandidateOutcomes.planeCount(columns);
        return Math.multiplyExact(planes, BitPlane.length(tree.path(IMAGES).asInt()));
    }

    /**
     * A table of what was described, in which nothing is done.
     *
     * @throws IllegalArgumentException if there is no such table
     */
    static Outcomes emptyTable(JsonNode tree) {
        PrecisionSet precisions = precisions(tree.path(PRECISIONS));
        int images = tree.path(IMAGES).asInt();
        if (!tree.has(CANDIDATES)) {
            List<String> attacks =
                    tree.path(ATTACKS).valueStream().map(JsonNode::asString).toList();
            return Outcomes.atEachPrecision(precisions, attacks, images);
        }
        List<Candidate> candidates = tree.path(CANDIDATES)
                .valueStream()
                .map(candidate -> new Candidate(
                        candidate.path(ATTACK).asString(),
                        Candidate.Aim.valueOf(candidate.path(AIM).asString().toUpperCase(Locale.ROOT)),
                        precisions(candidate.path(AGAINST)),
                        candidate
                                .path(WEIGHTS)
                                .valueStream()
                                .map(JsonNode::asDouble)
                                .toList()))
                .toList();
        Columns columns = tree.path(ENSEMBLE).asBoolean() ? Columns.PRECISIONS_AND_ENSEMBLE : Columns.PRECISIONS;
        return new Outcomes(precisions, columns, candidates, images);
    }

    private static PrecisionSet precisions(JsonNode bits) {
        return PrecisionSet.of(
                bits.valueStream().map(number -> new Precision(number.asInt())).toArray(Precision[]::new));
    }
}
