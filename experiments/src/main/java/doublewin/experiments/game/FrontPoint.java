package doublewin.experiments.game;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A point of the Pareto front of robust accuracy against cost: no mixture that costs less guarantees as much.
 *
 * @param cost the mixture's expected one
 * @param guaranteed against every attack
 * @param defender the mixture over rows; not to be changed
 */
public record FrontPoint(double cost, double guaranteed, double[] defender) {
    /** Gains smaller than this part of the payoffs' size are put down to rounding. */
    private static final double TOLERANCE = 1e-9;

    /**
     * The front's points at the budgets of each single row, from the cheapest on, as far as more money buys more.
     *
     * @param costs of each row
     */
    public static List<FrontPoint> front(MatrixGame game, double[] costs) {
        List<FrontPoint> front = new ArrayList<>();
        for (double budget : Arrays.stream(costs).sorted().distinct().toArray()) {
            double[] defender = game.defenderWithin(costs, budget);
            double guaranteed = game.guaranteed(defender);
            if (front.isEmpty() || isMore(guaranteed, front.getLast().guaranteed)) {
                front.add(new FrontPoint(cost(defender, costs), guaranteed, defender));
            }
        }
        return front;
    }

    private static boolean isMore(double guaranteed, double before) {
        return guaranteed > before + TOLERANCE * Math.abs(before);
    }

    private static double cost(double[] mixture, double[] costs) {
        double sum = 0;
        for (int row = 0; row < mixture.length; row++) {
            sum += mixture[row] * costs[row];
        }
        return sum;
    }
}
