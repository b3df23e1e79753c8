package doublewin.dwq.attack.query;

import doublewin.dwq.attack.ActiveImages;
import doublewin.dwq.attack.Attack;
import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.attack.Margin;
import doublewin.dwq.attack.QueryObjective;
import doublewin.dwq.attack.Restarts;
import doublewin.dwq.attack.Stop;
import doublewin.dwq.attack.TargetModel;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Workspace;
import doublewin.engine.tensor.Tensor;
import java.util.Locale;
import java.util.SortedMap;

/**
 * Square Attack (Andriushchenko et al., 2020) in the Linf ball: random search, without gradients.
 *
 * @param threat model; its ball is Linf
 * @param queries after the start, 1 to 67,108,862; AutoAttack takes 5,000
 * @param stop when an image is done
 */
public record Square(ThreatModel threat, int queries, Stop stop) implements Attack<TargetModel> {
    /** AutoAttack's number of queries. */
    public static final int QUERIES = 5000;

    private static final int ID = 7;

    /** Checks ball and range. */
    public Square {
        requireQueries(threat, queries);
    }

    static void requireQueries(ThreatModel threat, int queries) {
        threat.requireBall("Square", Ball.LINF);
        if (queries < 1 || queries >= AttackKeys.MAX_DRAW) {
            throw new IllegalArgumentException(
                    "Square: expected 1 to " + (AttackKeys.MAX_DRAW - 1) + " queries, found " + queries);
        }
    }

    @Override
    public String name() {
        return "Square" + (queries == QUERIES ? "" : "-" + queries) + (stop == Stop.NEVER ? ", to the end" : "");
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public SortedMap<String, String> parameters() {
        return parameters(threat, queries, stop);
    }

    static SortedMap<String, String> parameters(ThreatModel threat, int queries, Stop stop) {
        SortedMap<String, String> parameters = threat.parameters();
        parameters.put("queries", Integer.toString(queries));
        parameters.put("stop", stop.name().toLowerCase(Locale.ROOT));
        return parameters;
    }

    @Override
    public GradientFindings perturb(
            TargetModel model, Batch batch, AttackKeys keys, Workspace workspace, Tensor adversarial) {
        QueryObjective objective = new QueryObjective(model, Margin.UNBOUNDED, batch.labels(), workspace);
        Restarts.Search search = (active, restart, found, findings) ->
                SquareSearch.run(active, objective.at(active.positions()), queries, stop, keys, found);
        return Restarts.run(ActiveImages.all(batch, threat, workspace), 1, stop, search, adversarial);
    }
}
