package doublewin.dwq.attack.mixture;

import doublewin.dwq.attack.ActiveImages;
import doublewin.dwq.attack.Attack;
import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.attack.Mixture;
import doublewin.dwq.attack.Restarts;
import doublewin.dwq.attack.Stop;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Workspace;
import doublewin.engine.random.RandomKey;
import doublewin.engine.tensor.Tensor;
import java.util.SortedMap;

/**
 * Fools a growing set of a mixture's members: member after member it looks for a point that fools the set and that one, too,
 * and takes it into the set where it finds one. In the spirit of the lattice climber attack (ECML 2025), whose text its
 * authors did not have. An image is done when all members are fooled.
 *
 * @param threat model; its ball is Linf
 * @param orders how many orders of the members are tried, 1 to 1024: by falling weight, then random ones
 * @param starts random starts of each search, beside the present point and the member's own, 0 to 1000
 */
public record Climb(ThreatModel threat, int orders, int starts) implements Attack<Mixture> {
    private static final int ID = 18;
    private static final int MAX_ORDERS = RandomKey.MAX_RESTART + 1;
    private static final int MAX_STARTS = 1000;

    /** Checks ball and ranges. */
    public Climb {
        threat.requireBall("Climb", Ball.LINF);
        if (orders < 1 || orders > MAX_ORDERS) {
            throw new IllegalArgumentException("Climb: expected 1 to " + MAX_ORDERS + " orders, found " + orders);
        }
        if (starts < 0 || starts > MAX_STARTS) {
            throw new IllegalArgumentException(
                    "Climb: expected 0 to " + MAX_STARTS + " random starts, found " + starts);
        }
    }

    @Override
    public String name() {
        return "Climb" + (orders > 1 ? " x " + orders : "");
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public SortedMap<String, String> parameters() {
        SortedMap<String, String> parameters = threat.parameters();
        parameters.put("orders", Integer.toString(orders));
        parameters.put("starts", Integer.toString(starts));
        parameters.put("starts of", "every member that is missing"); // Once, of those alone that fall by themselves.
        return parameters;
    }

    @Override
    public GradientFindings perturb(
            Mixture mixture, Batch batch, AttackKeys keys, Workspace workspace, Tensor adversarial) {
        Restarts.Search search = (active, run, found, findings) ->
                new ClimbSearch(active, mixture, keys, run, starts, findings).run(found);
        return Restarts.run(ActiveImages.all(batch, threat, workspace), orders, Stop.WHEN_FOOLED, search, adversarial);
    }
}
