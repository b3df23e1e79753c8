package doublewin.dwq.attack.mixture;

import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.LinearModel;
import doublewin.dwq.attack.Mixture;
import doublewin.nn.data.Normalisation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.hipparchus.exception.MathIllegalStateException;
import org.hipparchus.optim.MaxIter;
import org.hipparchus.optim.linear.LinearConstraint;
import org.hipparchus.optim.linear.LinearConstraintSet;
import org.hipparchus.optim.linear.LinearObjectiveFunction;
import org.hipparchus.optim.linear.NonNegativeConstraint;
import org.hipparchus.optim.linear.Relationship;
import org.hipparchus.optim.linear.SimplexSolver;
import org.hipparchus.optim.nonlinear.scalar.GoalType;

/**
 * A random set of linear members of two classes in 20 dimensions, of which it is known how little accuracy any perturbation
 * can leave. Each member's boundary lies at a share of epsilon that is drawn uniformly, so that each can be fooled alone.
 *
 * @param weights [member][value]
 * @param scores of each member at the grey image
 */
record LinearMixtures(double[][] weights, double[] scores) {
    static final double EPSILON = 0.1;
    private static final int HEIGHT = 4;
    private static final int WIDTH = 5;
    private static final int VALUES = HEIGHT * WIDTH;
    private static final double GREY = 0.5;
    private static final Normalisation GREYSCALE = new Normalisation(new float[] {0.5f}, new float[] {0.25f});

    static LinearMixtures random(int members, double correlation, double nearest, double farthest, Random random) {
        double[] common = new double[VALUES];
        Arrays.setAll(common, i -> random.nextGaussian());
        double[][] weights = new double[members][VALUES];
        double[] scores = new double[members];
        for (int k = 0; k < members; k++) {
            double norm = 0;
            for (int i = 0; i < VALUES; i++) {
                weights[k][i] = Math.sqrt(correlation) * common[i] + Math.sqrt(1 - correlation) * random.nextGaussian();
                norm += Math.abs(weights[k][i]);
            }
            scores[k] = EPSILON * norm * (nearest + (farthest - nearest) * random.nextDouble());
        }
        return new LinearMixtures(weights, scores);
    }

    /** Drawn uniformly. */
    Mixture mixture() {
        return mixture(uniform());
    }

    private double[] uniform() {
        double[] uniform = new double[scores.length];
        Arrays.fill(uniform, 1.0 / scores.length);
        return uniform;
    }

    Mixture mixture(double[] drawn) {
        List<LinearModel> members = new ArrayList<>();
        for (int k = 0; k < scores.length; k++) {
            double bias = scores[k] - GREY * Arrays.stream(weights[k]).sum();
            members.add(new LinearModel(
                    new double[][] {weights[k], new double[VALUES]}, new double[] {bias, 0}, GREYSCALE));
        }
        return new Mixture(List.copyOf(members), drawn);
    }

    static Batch grey() {
        double[][] pixels = new double[1][VALUES];
        Arrays.fill(pixels[0], GREY);
        return LinearModel.batch(pixels, new int[1], HEIGHT, WIDTH, GREYSCALE);
    }

    /** The least accuracy where members are drawn uniformly. */
    double optimum() {
        return optimum(uniform());
    }

    /** The least accuracy: 1 less the weight of the heaviest set of members that one perturbation fools. */
    double optimum(double[] drawn) {
        double heaviest = 0;
        for (int set = 1; set < 1 << scores.length; set++) {
            double weight = 0;
            for (int k = 0; k < scores.length; k++) {
                weight += (set >> k & 1) * drawn[k];
            }
            if (weight > heaviest && canBeFooled(set)) {
                heaviest = weight;
            }
        }
        return 1 - heaviest;
    }

    /** Whether some delta within epsilon makes all scores of a set negative: a linear programme in delta + epsilon and t. */
    private boolean canBeFooled(int set) {
        List<LinearConstraint> constraints = new ArrayList<>();
        for (int k = 0; k < scores.length; k++) {
            if ((set >> k & 1) != 0) {
                double[] row = Arrays.copyOf(weights[k], VALUES + 1);
                row[VALUES] = 1;
                double right = -scores[k] + EPSILON * Arrays.stream(weights[k]).sum();
                constraints.add(new LinearConstraint(row, Relationship.LEQ, right));
            }
        }
        for (int i = 0; i < VALUES; i++) {
            double[] row = new double[VALUES + 1];
            row[i] = 1;
            constraints.add(new LinearConstraint(row, Relationship.LEQ, 2 * EPSILON));
        }
        double[] bound = new double[VALUES + 1];
        bound[VALUES] = 1;
        try {
            double t = new SimplexSolver()
                    .optimize(
                            new MaxIter(10_000),
                            new LinearObjectiveFunction(bound, 0),
                            new LinearConstraintSet(constraints),
                            GoalType.MAXIMIZE,
                            new NonNegativeConstraint(true))
                    .getValue();
            return t > 1e-9;
        } catch (MathIllegalStateException e) {
            return false; // not even t = 0 is possible
        }
    }
}
