package doublewin.experiments.game;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.hipparchus.optim.linear.LinearConstraint;
import org.hipparchus.optim.linear.LinearConstraintSet;
import org.hipparchus.optim.linear.LinearObjectiveFunction;
import org.hipparchus.optim.linear.NonNegativeConstraint;
import org.hipparchus.optim.linear.Relationship;
import org.hipparchus.optim.linear.SimplexSolver;
import org.hipparchus.optim.nonlinear.scalar.GoalType;

/**
 * A zero-sum game of two players in a table (von Neumann, "Zur Theorie der Gesellschaftsspiele", 1928): the defender picks
 * a row and gets the entry, the attacker picks a column and pays it. Of a transfer matrix, rows are precisions of
 * inference, columns precisions of the attack, and entries robust accuracies.
 */
public final class MatrixGame {
    /** Largest duality gap, as a part of the payoffs' range, that is put down to rounding. */
    private static final double TOLERANCE = 1e-9;

    private final double[][] payoffs;
    private final double lowest;
    private final double range;

    /**
     * A game.
     *
     * @param payoffs [row][column], finite, at least one of each
     */
    public MatrixGame(double[][] payoffs) {
        if (payoffs.length == 0 || payoffs[0].length == 0) {
            throw new IllegalArgumentException("game: expected at least one row and one column, found none");
        }
        this.payoffs = new double[payoffs.length][];
        double least = payoffs[0][0];
        double most = payoffs[0][0];
        for (int row = 0; row < payoffs.length; row++) {
            if (payoffs[row].length != payoffs[0].length) {
                throw new IllegalArgumentException("game: row " + row + " has " + payoffs[row].length
                        + " columns, expected " + payoffs[0].length + " as in the first");
            }
            for (double payoff : payoffs[row]) {
                if (!Double.isFinite(payoff)) {
                    throw new IllegalArgumentException(
                            "game: row " + row + " has payoff " + payoff + ", expected finite ones");
                }
                least = Math.min(least, payoff);
                most = Math.max(most, payoff);
            }
            this.payoffs[row] = payoffs[row].clone();
        }
        this.lowest = least;
        this.range = most - least;
    }

    /** Number of the defender's choices. */
    public int rows() {
        return payoffs.length;
    }

    /** Number of the attacker's choices. */
    public int columns() {
        return payoffs[0].length;
    }

    /** What a mixture over rows leaves against one column. */
    public double against(double[] defender, int column) {
        double sum = 0;
        for (int row = 0; row < rows(); row++) {
            sum += defender[row] * payoffs[row][column];
        }
        return sum;
    }

    /** What a mixture over rows leaves against the column that suits the attacker best. */
    public double guaranteed(double[] defender) {
        return IntStream.range(0, columns())
                .mapToDouble(column -> against(defender, column))
                .min()
                .orElseThrow();
    }

    /** What a mixture over columns pays to the row that suits the defender best. */
    public double conceded(double[] attacker) {
        return IntStream.range(0, rows())
                .mapToDouble(row -> IntStream.range(0, columns())
                        .mapToDouble(column -> attacker[column] * payoffs[row][column])
                        .sum())
                .max()
                .orElseThrow();
    }

    /** The mean of all payoffs: both players draw uniformly. */
    public double uniformValue() {
        return Arrays.stream(payoffs).flatMapToDouble(Arrays::stream).average().orElseThrow();
    }

    /** The row that guarantees most, the first of equals. */
    public int bestRow() {
        return IntStream.range(0, rows())
                .reduce((best, row) -> least(row) > least(best) ? row : best)
                .orElseThrow();
    }

    /** The least payoff of a row: what it guarantees by itself. */
    public double least(int row) {
        return Arrays.stream(payoffs[row]).min().orElseThrow();
    }

    /** Each of so many choices as likely as any other. */
    public static double[] uniform(int choices) {
        double[] mixture = new double[choices];
        Arrays.fill(mixture, 1.0 / choices);
        return mixture;
    }

    /**
     * Optimal mixtures of both players, by one linear programme each.
     *
     * @throws IllegalStateException if they do not prove each other optimal
     */
    public Equilibrium solve() {
        double[] defender = defender(List.of());
        double[] attacker = attacker();
        double low = guaranteed(defender);
        double gap = conceded(attacker) - low;
        if (!(gap <= TOLERANCE * range)) {
            throw new IllegalStateException("game: the mixtures found are " + gap + " apart in a game of range " + range
                    + ", expected an optimum");
        }
        return new Equilibrium(low + gap / 2, defender, attacker, gap);
    }

    /**
     * The defender's best mixture of those whose expected cost stays within a budget.
     *
     * @param costs of each row
     * @param budget at least the least of them
     */
    public double[] defenderWithin(double[] costs, double budget) {
        double cheapest = Arrays.stream(costs).min().orElseThrow();
        if (costs.length != rows() || !(budget >= cheapest)) {
            throw new IllegalArgumentException("game: the budget is " + budget + " and " + costs.length
                    + " costs are at least " + cheapest + ", expected a cost for each of " + rows()
                    + " rows and a budget for the cheapest");
        }
        // What each row is over the budget, in parts of it; the mixture must not be, on the whole.
        double[] over = Arrays.stream(costs).map(cost -> cost / budget - 1).toArray();
        return defender(List.of(new LinearConstraint(over, Relationship.LEQ, 0)));
    }

    /** The row player of this game is the column player of the one with all payoffs turned round. */
    private double[] defender(List<LinearConstraint> more) {
        double[][] turned = new double[columns()][rows()];
        for (int column = 0; column < columns(); column++) {
            for (int row = 0; row < rows(); row++) {
                turned[column][row] = 2 - scaled(row, column);
            }
        }
        return leastConceding(turned, more);
    }

    private double[] attacker() {
        double[][] positive = new double[rows()][columns()];
        for (int row = 0; row < rows(); row++) {
            for (int column = 0; column < columns(); column++) {
                positive[row][column] = 1 + scaled(row, column);
            }
        }
        return leastConceding(positive, List.of());
    }

    /** From 0 to 1. */
    private double scaled(int row, int column) {
        return range == 0 ? 0 : (payoffs[row][column] - lowest) / range;
    }

    /**
     * The mixture over columns whose largest payment to a row is least. With all payoffs positive it is x / sum of x, where x
     * has the largest sum of those with payoffs * x at most 1 and no negative part.
     *
     * <p>In this form the solver starts from x = 0 and needs no first phase to find where to start: after such a phase
     * hipparchus 4.0.3 takes columns that are alike for basic, and returns points that break the constraints.
     */
    private static double[] leastConceding(double[][] positive, List<LinearConstraint> more) {
        List<LinearConstraint> constraints = new ArrayList<>(more);
        for (double[] row : positive) {
            constraints.add(new LinearConstraint(row, Relationship.LEQ, 1));
        }
        double[] ones = new double[positive[0].length];
        Arrays.fill(ones, 1);
        double[] found = new SimplexSolver()
                .optimize(
                        new LinearObjectiveFunction(ones, 0),
                        new LinearConstraintSet(constraints),
                        new NonNegativeConstraint(true),
                        GoalType.MAXIMIZE)
                .getPoint();
        double[] parts = Arrays.stream(found).map(part -> Math.max(0, part)).toArray();
        double sum = Arrays.stream(parts).sum();
        return Arrays.stream(parts).map(part -> part / sum).toArray();
    }
}
