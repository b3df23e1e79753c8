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
 * Carlini and Wagner's (2017) L2 attack: in tanh space it lowers {@code |x' - x|^2 + c max(margin + kappa, 0)} and searches for
 * the smallest c that succeeds, for each image apart, its end included. (Codes that process batches end a descent by the loss
 * of the whole batch.) Of all iterates the closest success counts.
 *
 * <p>It knows of no epsilon. Where its reach is {@link Reach#WITHIN_THREAT} a success farther than epsilon is shortened to it,
 * and most likely is none any more. Nothing is drawn, so an image whose gradient vanishes at once stays, but for rounding,
 * what it was, as the findings tell.
 *
 * @param threat model in the L2 ball
 * @param reach whether results are shortened to epsilon
 * @param kappa by how much another class shall be ahead, 0 or more; above 0 for examples that transfer
 * @param constant the first c, above 0
 * @param outerSteps descents, each with a c of its own, at least 1
 * @param steps iterates of a descent, at least 1
 * @param abort a descent ends where a tenth of its steps has not brought the loss below this share, 0 to 1, of what it was
 */
public record CarliniWagnerL2(
        ThreatModel threat, Reach reach, float kappa, double constant, int outerSteps, int steps, double abort)
        implements DistanceAttack {
    private static final int ID = 8;
    private static final double RATE = 0.01;

    /** Checks ball and ranges. */
    public CarliniWagnerL2 {
        threat.requireBall("CW-L2", Ball.L2);
        if (!(kappa >= 0 && Float.isFinite(kappa))) {
            throw new IllegalArgumentException("CW-L2: kappa is " + kappa + ", expected 0 or more");
        }
        if (!(constant > 0 && Double.isFinite(constant))) {
            throw new IllegalArgumentException("CW-L2: the first constant is " + constant + ", expected above 0");
        }
        if (outerSteps < 1 || steps < 1) {
            throw new IllegalArgumentException(
                    "CW-L2: expected at least 1 outer step of at least 1 step, found " + outerSteps + " of " + steps);
        }
        if (!(abort >= 0 && abort <= 1)) {
            throw new IllegalArgumentException("CW-L2: abort is " + abort + ", expected a share of 0 to 1");
        }
    }

    /** As the authors' code has it: 9 descents of 10,000 steps. */
    public static CarliniWagnerL2 published(ThreatModel threat, Reach reach) {
        return new CarliniWagnerL2(threat, reach, 0, 1e-3, 9, 10_000, 0.9999);
    }

    /**
     * As the code of Double-Win Quant (Fu et al., 2021) has it: a single descent of 100 steps with c = 0.1, and no bound on the
     * distance.
     *
     * @param threat in which its distances may be judged; the official code does not
     */
    public static CarliniWagnerL2 ofDoubleWinQuant(ThreatModel threat) {
        return new CarliniWagnerL2(threat, Reach.ANYWHERE, 0, 0.1, 1, 100, 0.999999);
    }

    @Override
    public String name() {
        return "CW-L2-" + steps + (outerSteps > 1 ? " x " + outerSteps : "");
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public SortedMap<String, String> parameters() {
        SortedMap<String, String> parameters = threat.parameters();
        parameters.put("reach", reach.name());
        parameters.put("kappa", Float.toString(kappa));
        parameters.put("constant", Double.toString(constant));
        parameters.put("outer steps", Integer.toString(outerSteps));
        parameters.put("steps", Integer.toString(steps));
        parameters.put("abort", Double.toString(abort));
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
        BinarySearch.Schedule schedule = new BinarySearch.Schedule(constant, outerSteps, steps, abort, 0);
        TanhDescent.Settings settings = new TanhDescent.Settings(Penalty.SQUARE, Ball.L2, kappa, RATE);
        return new TanhDescents(model, threat, settings, () -> new BinarySearch(schedule));
    }
}
