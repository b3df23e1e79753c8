package doublewin.experiments.game;

/**
 * The solution of a {@link MatrixGame}.
 *
 * @param value what the defender gets if both play optimally
 * @param defender an optimal mixture over rows; not to be changed
 * @param attacker an optimal mixture over columns; not to be changed
 * @param dualityGap what the attacker's mixture concedes at most less what the defender's guarantees: 0 but for rounding
 */
public record Equilibrium(double value, double[] defender, double[] attacker, double dualityGap) {}
