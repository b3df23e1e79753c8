package doublewin.dwq.attack.query;

import doublewin.dwq.attack.ActiveImages;
import doublewin.dwq.attack.Attack;
import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.ExpectedLoss;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.attack.Mixture;
import doublewin.dwq.attack.MixtureObjective;
import doublewin.dwq.attack.Restarts;
import doublewin.dwq.attack.Stop;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Workspace;
import doublewin.engine.tensor.Tensor;
import java.util.SortedMap;

/**
 * {@link Square} against a mixture: it lowers the expected margin, which every query asks all members for.
 *
 * @param threat model; its ball is Linf
 * @param queries after the start, 1 to 67,108,862
 */
public record SquareOnMixture(ThreatModel threat, int queries) implements Attack<Mixture> {
    private static final int ID = 19;

    /** Checks ball and range. */
    public SquareOnMixture {
        Square.requireQueries(threat, queries);
    }

    @Override
    public String name() {
        return "Square-" + queries;
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public SortedMap<String, String> parameters() {
        return Square.parameters(threat, queries, Stop.NEVER);
    }

    @Override
    public GradientFindings perturb(
            Mixture mixture, Batch batch, AttackKeys keys, Workspace workspace, Tensor adversarial) {
        MixtureObjective objective = new MixtureObjective(mixture, ExpectedLoss.MEAN_MARGIN, batch, workspace);
        Restarts.Search search = (active, restart, found, findings) ->
                SquareSearch.run(active, objective.at(active.positions()), queries, Stop.NEVER, keys, found);
        return Restarts.run(ActiveImages.all(batch, threat, workspace), 1, Stop.NEVER, search, adversarial);
    }
}
