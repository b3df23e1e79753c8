package doublewin.experiments.store;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.evaluate.BitPlane;
import doublewin.dwq.evaluate.Candidate;
import doublewin.dwq.evaluate.CandidateOutcomes;
import doublewin.dwq.evaluate.Columns;
import doublewin.dwq.evaluate.Outcomes;
import doublewin.dwq.evaluate.Twin;
import doublewin.nn.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The part of an outcomes file's header that tells the size and meaning of its table: of one that attacks fill at each
 * precision their names, of any other its candidates one by one, and which twins have columns.
 */
final class OutcomesHeader {
    private static final String PRECISIONS = "precisions";
    private static final String ATTACKS = "attacks";
    private static final String CANDIDATES = "candidates";
    private static final String ENSEMBLE = "ensemble";
    private static final String FULL_PRECISION = "fullPrecision";
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
            List<Twin> twins = outcomes.columns().twins();
            tree.put(ENSEMBLE, twins.contains(Twin.ENSEMBLE));
            // Where it has no column the header is that of earlier versions, whose tables are gone on with.
            if (twins.contains(Twin.FULL_PRECISION)) {
                tree.put(FULL_PRECISION, true);
            }
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
        Columns columns = columns(tree);
        long attacked = tree.has(CANDIDATES)
                ? tree.path(CANDIDATES).size()
                : (long) columns.precisions().size() * tree.path(ATTACKS).size();
        long planes = (1 + attacked) * CandidateOutcomes.planeCount(columns.size());
        return Math.multiplyExact(planes, BitPlane.length(tree.path(IMAGES).asInt()));
    }

    /**
     * A table of what was described, in which nothing is done.
     *
     * @throws IllegalArgumentException if there is no such table
     */
    static Outcomes emptyTable(JsonNode tree) {
        Columns columns = columns(tree);
        int images = tree.path(IMAGES).asInt();
        if (!tree.has(CANDIDATES)) {
            List<String> attacks =
                    tree.path(ATTACKS).valueStream().map(JsonNode::asString).toList();
            return Outcomes.atEachPrecision(columns.precisions(), attacks, images);
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
        return new Outcomes(columns, candidates, images);
    }

    private static Columns columns(JsonNode tree) {
        List<Twin> twins = new ArrayList<>();
        if (tree.has(CANDIDATES)) {
            if (tree.path(ENSEMBLE).asBoolean()) {
                twins.add(Twin.ENSEMBLE);
            }
            if (tree.has(FULL_PRECISION) && tree.path(FULL_PRECISION).asBoolean()) {
                twins.add(Twin.FULL_PRECISION);
            }
        }
        return new Columns(precisions(tree.path(PRECISIONS)), twins);
    }

    private static PrecisionSet precisions(JsonNode bits) {
        return PrecisionSet.of(
                bits.valueStream().map(number -> new Precision(number.asInt())).toArray(Precision[]::new));
    }
}
