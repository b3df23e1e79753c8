package doublewin.dwq.attack.query;

import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.CrossEntropy;
import doublewin.dwq.attack.QueryObjective;
import doublewin.dwq.attack.Stop;
import doublewin.dwq.attack.TargetModel;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Workspace;
import doublewin.dwq.attack.query.PriorAscent.Course;
import doublewin.dwq.attack.query.PriorAscent.Memory;
import doublewin.engine.tensor.Tensor;
import java.util.SortedMap;

/**
 * Bandits with priors of time and data (Ilyas et al., 2019), on the cross-entropy. The gradient is taken to change little
 * from step to step, and to be the same over tiles. A step asks two queries; whether an image is fooled is tested apart, and
 * not counted, as published.
 *
 * @param threat model, of either ball
 * @param constants of the estimate, for that ball
 * @param queries an image, at least 2
 * @param stop when an image is done
 */
public record BanditsTd(ThreatModel threat, BanditConstants constants, int queries, Stop stop)
        implements QueryAttack<TargetModel> {
    /** Queries an image in the paper. */
    public static final int QUERIES = 10_000;

    private static final int ID = 11;

    /** Checks the range, and that the constants are for the ball. */
    public BanditsTd {
        QueryAttack.requireQueries("Bandits-TD", queries, 2);
        constants.requireFor("Bandits-TD", threat);
    }

    @Override
    public String name() {
        return "Bandits-TD-" + queries + (stop == Stop.NEVER ? ", to the end" : "");
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public SortedMap<String, String> parameters() {
        SortedMap<String, String> parameters = parameters(threat, constants, queries);
        parameters.put("stop", stop.name());
        return parameters;
    }

    /** Those that its like have, too. */
    static SortedMap<String, String> parameters(ThreatModel threat, BanditConstants constants, int queries) {
        SortedMap<String, String> parameters = threat.parameters();
        parameters.putAll(constants.parameters());
        parameters.put("queries", Integer.toString(queries));
        return parameters;
    }

    @Override
    public QueryTally perturbAndCount(
            TargetModel model, Batch batch, AttackKeys keys, Workspace workspace, Tensor adversarial) {
        QueryObjective loss = new QueryObjective(model, CrossEntropy.SUM, batch.labels(), workspace);
        Course course = new Course(threat, constants, Memory.KEPT, 1, queries / 2, stop);
        return PriorAscent.run(course, (positions, draw) -> loss.at(positions), batch, keys, workspace, adversarial);
    }
}
