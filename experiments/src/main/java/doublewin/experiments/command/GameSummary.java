package doublewin.experiments.command;

import doublewin.experiments.evaluate.AttackedAgain;
import doublewin.experiments.evaluate.PrecisionGame;
import doublewin.experiments.game.DoubleOracle;
import doublewin.experiments.game.FrontPoint;
import doublewin.experiments.game.GameSolution;
import java.nio.file.Path;
import java.util.Locale;

/** The game between precisions, for the terminal. */
final class GameSummary {
    private static final double PERCENT = 100;
    private static final double GIGA = 1e9;

    private GameSummary() {}

    /** In the unit of the table. */
    static String of(GameSolution solution, Path file) {
        StringBuilder text = new StringBuilder();
        solution(text, solution, 1);
        return text.append(String.format(Locale.ROOT, "  %s%n", file)).toString();
    }

    static String of(PrecisionGame game, Path file) {
        StringBuilder text = new StringBuilder();
        solution(text, game.matrix(), PERCENT);
        line(text, "value, 95 % interval from", PERCENT * game.heldOut().value().low());
        line(text, "  to", PERCENT * game.heldOut().value().high());
        text.append(String.format(Locale.ROOT, "on images that the choice was not made on%n"));
        line(text, "  optimal mixture", PERCENT * game.heldOut().mixture());
        line(text, "  uniform mixture", PERCENT * game.heldOut().uniform());
        line(text, "  best fixed precision", PERCENT * game.heldOut().bestFixed());
        text.append(String.format(Locale.ROOT, "where the attacker picks an attack for each image%n"));
        line(text, "  uniform mixture", PERCENT * game.poolUniform());
        line(text, "  optimal mixture", PERCENT * game.pool().value());
        line(
                text,
                "    fitted on half of the images, on the other half",
                PERCENT * game.poolHeldOut().mixture());
        line(text, "    uniform mixture there", PERCENT * game.poolHeldOut().uniform());
        game.again().ifPresent(again -> again(text, again));
        text.append(String.format(Locale.ROOT, "guaranteed by cost in 10^9 bit operations an image%n"));
        for (FrontPoint point : game.front()) {
            line(text, String.format(Locale.ROOT, "  %.4g", point.cost() / GIGA), PERCENT * point.guaranteed());
        }
        line(text, "  uniform mixture, as the paper counts", game.costs().uniformPublished() / GIGA);
        line(text, "    what is in full precision at 32 bit", game.costs().uniformHonest() / GIGA);
        return text.append(String.format(Locale.ROOT, "  %s%n", file)).toString();
    }

    private static void again(StringBuilder text, AttackedAgain again) {
        DoubleOracle.Result found = again.found();
        text.append(String.format(Locale.ROOT, "where he also attacks the optimal mixture again%n"));
        int number = 0;
        for (DoubleOracle.Round round : found.rounds()) {
            number++;
            line(text, String.format(Locale.ROOT, "  round %d, before", number), PERCENT * round.value());
            line(text, "    attacked", PERCENT * round.attacked());
        }
        line(text, "  best mixture that was attacked", PERCENT * found.value());
        line(text, "  none is better than", PERCENT * found.atMost());
        line(
                text,
                "  fitted on half of the images, on the other half",
                PERCENT * again.heldOut().mixture());
        line(text, "    uniform mixture there", PERCENT * again.heldOut().uniform());
        text.append(String.format(Locale.ROOT, "  the best one: %s%n", found.defender()));
        if (!found.converged()) {
            text.append(String.format(
                    Locale.ROOT,
                    "  not converged: the last of %d rounds still gained %.2f points; the value is an upper bound of"
                            + " what further attacks would leave%n",
                    found.rounds().size(),
                    PERCENT * found.rounds().getLast().gain()));
        }
    }

    private static void solution(StringBuilder text, GameSolution solution, double unit) {
        line(text, "uniform against uniform", unit * solution.uniformValue());
        line(text, "uniform against the attacker's best response", unit * solution.attackerBestResponse());
        line(
                text,
                "best fixed precision, " + solution.inference().get(solution.bestFixedRow()),
                unit * solution.bestFixed());
        line(text, "value of the game", unit * solution.equilibrium().value());
        text.append(String.format(Locale.ROOT, "%-14s %9s %9s%n", "precision", "defender", "attacker"));
        for (int i = 0;
                i < Math.max(solution.inference().size(), solution.attack().size());
                i++) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-14s %9s %9s%n",
                    name(solution, i),
                    share(solution.equilibrium().defender(), i),
                    share(solution.equilibrium().attacker(), i)));
        }
    }

    /** Rows and columns need be neither the same nor as many. */
    private static String name(GameSolution solution, int i) {
        String row = i < solution.inference().size() ? solution.inference().get(i) : "-";
        String column = i < solution.attack().size() ? solution.attack().get(i) : "-";
        return row.equals(column) ? row : row + " / " + column;
    }

    private static String share(double[] mixture, int i) {
        return i < mixture.length ? String.format(Locale.ROOT, "%.1f %%", PERCENT * mixture[i]) : "";
    }

    private static void line(StringBuilder text, String what, double value) {
        text.append(String.format(Locale.ROOT, "%-54s %8.2f%n", what, value));
    }
}
