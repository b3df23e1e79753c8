package doublewin.experiments.game;

import java.util.List;

/**
 * What a transfer matrix is worth as a game, in the unit of its entries.
 *
 * @param inference names of rows
 * @param attack names of columns
 * @param uniformValue both players draw uniformly
 * @param attackerBestResponse what is left of a uniform defender by the attack that suits best
 * @param bestFixed what the best row guarantees by itself
 * @param bestFixedRow that row
 * @param equilibrium both play optimally
 */
public record GameSolution(
        List<String> inference,
        List<String> attack,
        double uniformValue,
        double attackerBestResponse,
        double bestFixed,
        int bestFixedRow,
        Equilibrium equilibrium) {

    /** Solves a table. */
    public static GameSolution of(PayoffTable table) {
        MatrixGame game = new MatrixGame(table.payoffs());
        int best = game.bestRow();
        return new GameSolution(
                table.inference(),
                table.attack(),
                game.uniformValue(),
                game.guaranteed(MatrixGame.uniform(game.rows())),
                game.least(best),
                best,
                game.solve());
    }
}
