package doublewin.dwq.attack.mixture;

import doublewin.dwq.attack.ActiveImages;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.BestFound;
import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.ExpectedLoss;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.attack.ImageLanes;
import doublewin.dwq.attack.ImageNorms;
import doublewin.dwq.attack.ImageSums;
import doublewin.dwq.attack.Mixture;
import doublewin.dwq.attack.MixtureObjective;
import doublewin.dwq.attack.Scores;
import doublewin.engine.kernel.point.LargestMagnitude;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;

/**
 * One run of ARC (Dbouk and Shanbhag, "Adversarial vulnerability of randomized ensembles", 2022). Each iteration collects a
 * local change dl of size eta, member by member: towards the member's nearest boundary, as far as is needed to cross it and
 * still keep what dl has won before. A change stays where it leaves the mixture no more accuracy.
 *
 * <p>The authors' code measures a member's distance at x + delta + dl, while its formula for the step holds for that from x +
 * delta. Here it is taken back to the latter.
 */
final class ArcSearch {
    private static final double SMALL = 1e-10;

    private final ActiveImages active;
    private final Mixture mixture;
    private final MixtureObjective objective;
    private final int[] order;
    private final int classes;
    private final float eta;
    private final float rho;
    private final GradientFindings findings;

    private final Tensor delta;
    private final Tensor local;
    private double[] accuracy;

    /**
     * A run on some images, from no perturbation.
     *
     * @param order of the members
     * @param classes how many of the next largest logits' classes are looked at for the nearest boundary
     * @param eta local radius in pixel units
     * @param rho how much past a boundary a step goes, in pixel units
     */
    ArcSearch(
            ActiveImages active,
            Mixture mixture,
            int[] order,
            int classes,
            float eta,
            float rho,
            GradientFindings findings) {
        this.active = active;
        this.mixture = mixture;
        this.objective = new MixtureObjective(mixture, ExpectedLoss.MEAN_MARGIN, active.batch(), active.workspace());
        this.order = order;
        this.classes = Math.min(classes, mixture.classes() - 1);
        this.eta = eta;
        this.rho = rho;
        this.findings = findings;
        this.delta = active.allocate();
        this.local = active.allocate();
    }

    /** Takes the iterations, and offers every change that stays. */
    void run(int iterations, BestFound found) {
        delta.fill(0);
        accuracy = active.offer(objective, delta, found).accuracy().clone();
        for (int i = 0; i < iterations; i++) {
            local.fill(0);
            for (int place = 0; place < order.length; place++) {
                Arena.Mark mark = active.workspace().arena().mark();
                extend(place == 0, mixture.members().get(order[place]), found);
                active.workspace().arena().release(mark);
            }
            // Every change of dl was accepted at P(delta + dl): so is their sum.
            Tensor moved = sum(delta, local);
            delta.copyFrom(moved);
        }
    }

    private Tensor sum(Tensor one, Tensor other) {
        Tensor sum = active.allocate();
        sum.copyFrom(one);
        float[] ones = new float[active.count()];
        Arrays.fill(ones, 1);
        ImageSums.add(other, ones, sum);
        active.around().project(sum);
        return sum;
    }

    /** Extends the local change towards a member's nearest boundary, where that leaves no more accuracy. */
    private void extend(boolean isFirst, DifferentiableModel member, BestFound found) {
        Ball ball = active.threat().ball();
        Tensor here = sum(delta, local);
        Tensor normal = active.allocate();
        double[] zeta = new NearestBoundary(active, member, classes).of(here, normal, findings);
        double[] alongLocal = new double[active.count()];
        toUnitNormal(ball, normal, alongLocal);
        Tensor candidate = active.allocate();
        candidate.copyFrom(normal);
        if (ball == Ball.LINF) {
            Signs.of(candidate);
        }
        float[] beta = new float[active.count()];
        for (int n = 0; n < beta.length; n++) {
            double fromDelta = zeta[n] + alongLocal[n];
            double crossed = eta / (eta - fromDelta + SMALL) * Math.abs(fromDelta - alongLocal[n]) + rho;
            boolean whole = isFirst || fromDelta >= eta || !Double.isFinite(crossed);
            beta[n] = (float) (whole ? eta : crossed);
        }
        ImageSums.scale(candidate, beta);
        float[] ones = new float[active.count()];
        Arrays.fill(ones, 1);
        ImageSums.add(local, ones, candidate);
        ImageSums.scale(candidate, toRadius(ball, candidate));
        Scores scores = active.offer(objective, sum(delta, candidate), found);
        for (int n = 0; n < accuracy.length; n++) {
            if (scores.accuracy()[n] <= accuracy[n]) {
                accuracy[n] = scores.accuracy()[n];
                ImageLanes.copy(candidate, n, local, n);
            }
        }
    }

    /** Turns w into h = -w / |w|, in the norm dual to the ball's, and tells of h . dl. */
    private void toUnitNormal(Ball ball, Tensor w, double[] alongLocal) {
        double[] norms = new double[active.count()];
        if (ball == Ball.LINF) {
            ImageNorms.l1(w, norms);
        } else {
            ImageNorms.l2(w, norms);
        }
        float[] factors = new float[norms.length];
        for (int n = 0; n < factors.length; n++) {
            factors[n] = (float) (-1 / (norms[n] + SMALL));
        }
        ImageSums.scale(w, factors);
        ImageNorms.dot(w, local, alongLocal);
    }

    private float[] toRadius(Ball ball, Tensor change) {
        float[] factors = new float[active.count()];
        if (ball == Ball.LINF) {
            LargestMagnitude.ofImages(active.workspace().pool(), change, factors);
            for (int n = 0; n < factors.length; n++) {
                factors[n] = (float) (eta / (factors[n] + SMALL));
            }
        } else {
            double[] norms = new double[factors.length];
            ImageNorms.l2(change, norms);
            for (int n = 0; n < factors.length; n++) {
                factors[n] = (float) (eta / (norms[n] + SMALL));
            }
        }
        return factors;
    }
}
