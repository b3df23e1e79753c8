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
 * The Linf attack in Double-Win Quant's (Fu et al., 2021) code, which is named after Carlini and Wagner but differs from theirs,
 * {@link OriginalCarliniWagnerInf}: in tanh space it lowers {@code D + c max(margin, 0)} with
 * {@code D = sum max(|x' - x| - tau, 0)}. When no value exceeds tau, tau becomes 0.9 tau: at once, since it starts at the clean
 * image.
 *
 * <p>Each image has its own tau and its own end; the official code shares both among the images of a batch, so that its results
 * depend on the batch.
 *
 * <p><b>What it finds may exceed tau and epsilon.</b> The first success with the lowest D is kept: nothing that comes after
 * D = 0, though it be closer. And D of a success need not be 0: where c times the margin outweighs it, values stay beyond tau.
 * What was measured is told by {@link #closest}.
 *
 * @param threat model in the Linf ball, within which a success counts; the attack itself does not look at epsilon
 * @param reach whether results are shortened to epsilon
 * @param tau the first threshold as n of n/255, above 0
 * @param constant the first c, above 0
 * @param outerSteps descents, each with a c of its own, at least 1
 * @param steps iterates of a descent, at least 1
 */
public record CarliniWagnerInf(ThreatModel threat, Reach reach, float tau, double constant, int outerSteps, int steps)
        implements DistanceAttack {
    private static final int ID = 9;
    private static final double RATE = 0.01;
    private static final double ABORT = 0.999999;
    private static final double BRIGHTEST = 255.0;

    /** Checks ball and ranges. */
    public CarliniWagnerInf {
        threat.requireBall("CW-Inf", Ball.LINF);
        if (!(tau > 0 && tau <= BRIGHTEST)) {
            throw new IllegalArgumentException(
                    "CW-Inf: tau is " + tau + ", expected above 0, to 255 (n of n/255), such as 25.5 for 0.1");
        }
        if (!(constant > 0 && Double.isFinite(constant))) {
            throw new IllegalArgumentException("CW-Inf: the first constant is " + constant + ", expected above 0");
        }
        if (outerSteps < 1 || steps < 1) {
            throw new IllegalArgumentException(
                    "CW-Inf: expected at least 1 outer step of at least 1 step, found " + outerSteps + " of " + steps);
        }
    }

    /** The official code's defaults: tau = 0.1, and a single descent of 100 steps with c = 0.1. */
    public static CarliniWagnerInf ofDoubleWinQuant(ThreatModel threat, Reach reach) {
        return new CarliniWagnerInf(threat, reach, 25.5f, 0.1, 1, 100);
    }

    @Override
    public String name() {
        return "CW-Inf-" + steps + (outerSteps > 1 ? " x " + outerSteps : "") + " (DWQ)";
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public SortedMap<String, String> parameters() {
        SortedMap<String, String> parameters = threat.parameters();
        parameters.put("reach", reach.name());
        parameters.put("tau", Float.toString(tau));
        parameters.put("constant", Double.toString(constant));
        parameters.put("outer steps", Integer.toString(outerSteps));
        parameters.put("steps", Integer.toString(steps));
        return parameters;
    }

    /** Within the threat model or not, as {@link #reach} says. */
    @Override
    public GradientFindings perturb(
            DifferentiableModel model, Batch batch, AttackKeys keys, Workspace workspace, Tensor adversarial) {
        return descents(model).run(batch, workspace, reach, adversarial).findings();
    }

    /** Distances are Linf, of the success with the lowest D; closer ones may have been passed. */
    @Override
    public Distances closest(
            DifferentiableModel model, Batch batch, AttackKeys keys, Workspace workspace, Tensor adversarial) {
        return descents(model).run(batch, workspace, Reach.ANYWHERE, adversarial);
    }

    private TanhDescents descents(DifferentiableModel model) {
        BinarySearch.Schedule schedule = new BinarySearch.Schedule(constant, outerSteps, steps, ABORT, tau / BRIGHTEST);
        TanhDescent.Settings settings = new TanhDescent.Settings(Penalty.EXCESS, Ball.LINF, 0, RATE);
        return new TanhDescents(model, threat, settings, () -> new BinarySearch(schedule));
    }
}
