package doublewin.dwq.attack.distance;

import doublewin.dwq.attack.ActiveImages;
import doublewin.dwq.attack.Attack;
import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.CleanOrder;
import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.attack.LogitDifference;
import doublewin.dwq.attack.Margin;
import doublewin.dwq.attack.ModelObjective;
import doublewin.dwq.attack.Neighbourhood;
import doublewin.dwq.attack.QueryObjective;
import doublewin.dwq.attack.Scores;
import doublewin.dwq.attack.Stop;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Workspace;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Tensor;
import java.util.Locale;
import java.util.SortedMap;
import java.util.stream.IntStream;

/**
 * Targeted FAB (Croce and Hein, 2020): the nearest image across the boundary to each of the classes with the highest clean
 * logits but for the true one's, up to nine. It starts from the clean image and draws nothing.
 *
 * @param threat model, of either ball, in which distances are measured
 * @param steps towards each target, at least 1; the authors take 100
 * @param stop with {@link Stop#WHEN_FOOLED} an image is done when an image within epsilon is found, else each comes as near
 *     as it can
 */
public record FabTargeted(ThreatModel threat, int steps, Stop stop) implements Attack<DifferentiableModel> {
    /** The authors' number of steps. */
    public static final int STEPS = 100;

    private static final int ID = 6;
    private static final double BRIGHTEST = 255.0;
    /** All that the box of valid images allows, of either ball. */
    private static final ThreatModel ANYTHING = new ThreatModel(Ball.L2, 255);

    /** Checks the range. */
    public FabTargeted {
        if (steps < 1) {
            throw new IllegalArgumentException("FAB-T: expected at least 1 step, found " + steps);
        }
    }

    @Override
    public String name() {
        return "FAB-T" + (steps == STEPS ? "" : "-" + steps) + (stop == Stop.NEVER ? ", to the end" : "");
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public SortedMap<String, String> parameters() {
        SortedMap<String, String> parameters = threat.parameters();
        parameters.put("steps", Integer.toString(steps));
        parameters.put("stop", stop.name().toLowerCase(Locale.ROOT));
        return parameters;
    }

    /** An image whose nearest lies outside of the ball is returned brought back to it. */
    @Override
    public GradientFindings perturb(
            DifferentiableModel model, Batch batch, AttackKeys keys, Workspace workspace, Tensor adversarial) {
        Arena.Mark mark = workspace.arena().mark();
        GradientFindings findings = new GradientFindings();
        NearestFound nearest = search(model, batch, workspace, findings);
        Neighbourhood around = new Neighbourhood(batch, threat, workspace.arena());
        around.project(nearest.delta());
        around.show(nearest.delta(), adversarial);
        workspace.arena().release(mark);
        return findings;
    }

    /**
     * The distance of the nearest image that was found for each, in pixel units; infinite where there is none.
     *
     * @param workspace of the model
     */
    public double[] distances(DifferentiableModel model, Batch batch, Workspace workspace) {
        Arena.Mark mark = workspace.arena().mark();
        double[] distances =
                search(model, batch, workspace, new GradientFindings()).distances();
        workspace.arena().release(mark);
        return distances;
    }

    private NearestFound search(
            DifferentiableModel model, Batch batch, Workspace workspace, GradientFindings findings) {
        ActiveImages all = ActiveImages.all(batch, ANYTHING, workspace);
        CleanOrder order = CleanOrder.of(model, batch, workspace);
        double enough = stop == Stop.WHEN_FOOLED ? threat.epsilon() / BRIGHTEST : -1;
        NearestFound nearest = new NearestFound(threat.ball(), enough, all.allocate());
        offerClean(model, all, nearest);
        for (int run = 0; run < CleanOrder.targets(model.classes()); run++) {
            int[] toDo = nearest.toDo();
            if (toDo.length == 0) {
                break;
            }
            Arena.Mark mark = workspace.arena().mark();
            ActiveImages active = all.at(toDo);
            int[] labels = active.batch().labels();
            LogitDifference aimed = new LogitDifference(order.targets(run, toDo), labels);
            Tensor start = active.allocate();
            start.fill(0);
            FabRun.run(
                    threat.ball(),
                    active,
                    new ModelObjective(model, aimed, labels, workspace),
                    steps,
                    start,
                    nearest,
                    findings);
            workspace.arena().release(mark);
        }
        FinalSearch.run(model, all, nearest);
        return nearest;
    }

    /** An image on which the model errs as it is lies at distance 0. */
    private static void offerClean(DifferentiableModel model, ActiveImages all, NearestFound nearest) {
        Workspace workspace = all.workspace();
        Arena.Mark mark = workspace.arena().mark();
        Tensor none = all.allocate();
        none.fill(0);
        Scores scores = all.score(
                new QueryObjective(model, Margin.UNBOUNDED, all.batch().labels(), workspace), none);
        IntStream.range(0, all.count()).filter(n -> scores.accuracy()[n] == 0).forEach(n -> nearest.offer(none, n, n));
        workspace.arena().release(mark);
    }
}
