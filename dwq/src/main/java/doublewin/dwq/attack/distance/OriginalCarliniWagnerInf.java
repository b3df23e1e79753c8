package doublewin.dwq.attack.distance;

import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Workspace;
import doublewin.engine.tensor.Tensor;
import java.util.SortedMap;

/**
 * Carlini and Wagner's (2017) Linf attack: in tanh space it lowers {@code sum max(|x' - x| - tau, 0) + c max(margin, 0)}, with
 * tau = 1 and c = 1e-5 at first. A success, which has next to no loss, lowers tau to 0.9 of what was reached, and the descent
 * goes on from there; a failure doubles c, up to 20. It ends when tau is at most 1/256, or c too large.
 *
 * <p>A success is judged at the iterate whose loss was computed; the authors' code judges the one after it. It is slow: up to 21
 * constants are tried in all, with {@code steps} iterates each, and each success may take as many again.
 *
 * @param threat model in the Linf ball, within which a success counts; the attack itself does not look at epsilon
 * @param reach whether results are shortened to epsilon
 * @param steps iterates with one c, at least 1
 */
public record OriginalCarliniWagnerInf(ThreatModel threat, Reach reach, int steps) implements DistanceAttack {
    private static final int ID = 10;
    private static final double RATE = 5e-3;

    /** Checks ball and range. */
    public OriginalCarliniWagnerInf {
        threat.requireBall("CW-Inf", Ball.LINF);
        if (steps < 1) {
            throw new IllegalArgumentException("CW-Inf: expected at least 1 step, found " + steps);
        }
    }

    /** As the authors' code has it: 1,000 steps. */
    public static OriginalCarliniWagnerInf published(ThreatModel threat, Reach reach) {
        return new OriginalCarliniWagnerInf(threat, reach, 1000);
    }

    @Override
    public String name() {
        return "CW-Inf-" + steps + " (Carlini)";
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public SortedMap<String, String> parameters() {
        SortedMap<String, String> parameters = threat.parameters();
        parameters.put("reach", reach.name());
        parameters.put("steps", Integer.toString(steps));
        return parameters;
    }

    /** Within the threat model or not, as {@link #reach} says. */
    @Override
    public GradientFindings perturb(
            DifferentiableModel model, Batch batch, AttackKeys keys, Workspace workspace, Tensor adversarial) {
        return descents(model).run(batch, workspace, reach, adversarial).findings();
    }

    @Override
    public Distances closest(
            DifferentiableModel model, Batch batch, AttackKeys keys, Workspace workspace, Tensor adversarial) {
        return descents(model).run(batch, workspace, Reach.ANYWHERE, adversarial);
    }

    private TanhDescents descents(DifferentiableModel model) {
        TanhDescent.Settings settings = new TanhDescent.Settings(Penalty.EXCESS, Ball.LINF, 0, RATE);
        return new TanhDescents(model, threat, settings, () -> new ThresholdSearch(steps));
    }
}
