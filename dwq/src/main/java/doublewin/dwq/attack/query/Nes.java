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
 * Natural evolution strategies (Ilyas et al., 2018), on the cross-entropy: each step estimates the gradient anew, from
 * several pairs of queries in opposite directions. It is {@link BanditsTd} without memory, so exploration and rate do not
 * matter. Whether an image is fooled is tested apart, and not counted.
 *
 * @param threat model, of either ball
 * @param tiles the gradient is taken to be the same over tiles, so many a side; one a pixel is the published form
 * @param difference Euclidean length between an image and a query, as n of n/255, above 0
 * @param step of the image, as n of n/255: of each pixel in the Linf ball, of its whole in the L2 ball
 * @param pairs of queries a step, at least 1
 * @param queries an image, at least those of a step
 * @param stop when an image is done
 */
public record Nes(ThreatModel threat, int tiles, float difference, float step, int pairs, int queries, Stop stop)
        implements QueryAttack<TargetModel> {
    private static final int ID = 12;
    private static final int MAX_PAIRS = QueryAttack.MAX_QUERIES / 2;

    /** Checks the ranges. */
    public Nes {
        if (pairs < 1 || pairs > MAX_PAIRS) {
            throw new IllegalArgumentException("NES: expected 1 to " + MAX_PAIRS + " pairs a step, found " + pairs);
        }
        QueryAttack.requireQueries("NES", queries, 2 * pairs);
        constants(threat, tiles, difference, step);
    }

    private static BanditConstants constants(ThreatModel threat, int tiles, float difference, float step) {
        return new BanditConstants(threat.ball(), tiles, 1, difference, step, 1);
    }

    @Override
    public String name() {
        return "NES-" + queries + (stop == Stop.NEVER ? ", to the end" : "");
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public SortedMap<String, String> parameters() {
        SortedMap<String, String> parameters =
                BanditsTd.parameters(threat, constants(threat, tiles, difference, step), queries);
        parameters.remove("exploration");
        parameters.remove("rate");
        parameters.put("pairs", Integer.toString(pairs));
        parameters.put("stop", stop.name());
        return parameters;
    }

    @Override
    public QueryTally perturbAndCount(
            TargetModel model, Batch batch, AttackKeys keys, Workspace workspace, Tensor adversarial) {
        QueryObjective loss = new QueryObjective(model, CrossEntropy.SUM, batch.labels(), workspace);
        int steps = queries / (2 * pairs);
        Course course = new Course(threat, constants(threat, tiles, difference, step), Memory.NONE, pairs, steps, stop);
        return PriorAscent.run(course, (positions, draw) -> loss.at(positions), batch, keys, workspace, adversarial);
    }
}
