package doublewin.dwq.attack.mixture;

import doublewin.dwq.attack.ActiveImages;
import doublewin.dwq.attack.Attack;
import doublewin.dwq.attack.AttackKeys;
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
 * ARC (Dbouk and Shanbhag, 2022), once with each of the local radii epsilon and 2/255 and each of some orders of the
 * members: by falling weight, then random ones. The best of all runs counts.
 *
 * @param threat model, of either ball
 * @param iterations of each run, at least 1; the authors take 20
 * @param orders how many orders of the members are tried, 1 to 512
 * @param classes how many of the classes with the next largest logits are looked at for the nearest boundary, at least 1
 */
public record Arc(ThreatModel threat, int iterations, int orders, int classes) implements Attack<Mixture> {
    /** The authors' number of iterations. */
    public static final int ITERATIONS = 20;

    private static final int ID = 17;
    private static final int RADII = 2;
    private static final int MAX_ORDERS = (RandomKey.MAX_RESTART + 1) / RADII;
    private static final float SMALL_RADIUS = 2 / 255f;
    private static final float PAST = 0.05f;

    /** Checks ranges. */
    public Arc {
        if (iterations < 1 || classes < 1) {
            throw new IllegalArgumentException(
                    "ARC: expected at least 1 iteration and 1 class, found " + iterations + " and " + classes);
        }
        if (orders < 1 || orders > MAX_ORDERS) {
            throw new IllegalArgumentException("ARC: expected 1 to " + MAX_ORDERS + " orders, found " + orders);
        }
    }

    @Override
    public String name() {
        return "ARC" + (iterations == ITERATIONS ? "" : "-" + iterations) + (orders > 1 ? " x " + orders : "");
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public SortedMap<String, String> parameters() {
        SortedMap<String, String> parameters = threat.parameters();
        parameters.put("iterations", Integer.toString(iterations));
        parameters.put("orders", Integer.toString(orders));
        parameters.put("classes", Integer.toString(classes));
        return parameters;
    }

    @Override
    public GradientFindings perturb(
            Mixture mixture, Batch batch, AttackKeys keys, Workspace workspace, Tensor adversarial) {
        Restarts.Search search = (active, run, found, findings) -> {
            float epsilon = active.around().epsilon();
            float eta = run % RADII == 0 ? epsilon : Math.min(epsilon, SMALL_RADIUS);
            int[] order = MemberOrder.of(mixture, keys, run / RADII);
            new ArcSearch(active, mixture, order, classes, eta, PAST * epsilon, findings).run(iterations, found);
        };
        return Restarts.run(
                ActiveImages.all(batch, threat, workspace), RADII * orders, Stop.WHEN_FOOLED, search, adversarial);
    }
}
