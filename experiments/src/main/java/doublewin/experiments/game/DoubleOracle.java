package doublewin.experiments.game;

import doublewin.dwq.PrecisionMixture;
import doublewin.dwq.evaluate.Outcomes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * The game of {@link PoolGame} against an attacker who goes on: the defender's optimal mixture against the pool is attacked
 * anew, what that finds joins the pool, and so on until it gains less than half a point. A pool that was made against one
 * mixture flatters every other; here the mixture that is handed back has been attacked itself.
 */
public final class DoubleOracle {
    /** The attacker has found enough when he gains less than this fraction of 1. */
    public static final double CLOSE = 0.005;

    private DoubleOracle() {}

    /** The attacker. */
    @FunctionalInterface
    public interface Attack {
        /**
         * Complete outcomes of candidates that are aimed at a mixture.
         *
         * @param mixture of the game's precisions
         * @throws IOException if the candidates can't be made; the message is for the user
         */
        Outcomes on(PrecisionMixture mixture) throws IOException;
    }

    /**
     * One mixture and what its attack found.
     *
     * @param defender an optimal mixture against the pool before it
     * @param value what the mixture leaves of that pool
     * @param attacked what it leaves once it was attacked
     */
    public record Round(PrecisionMixture defender, double value, double attacked) {
        /** By how much the attacker is better for it. */
        public double gain() {
            return value - attacked;
        }
    }

    /**
     * What was found. The game's value, as far as the attacks go, lies between {@code value} and {@code atMost}.
     *
     * @param rounds at least one
     * @param defender of the mixtures that were attacked, the uniform one among them, the best
     * @param value what it leaves of the last pool
     * @param atMost what no mixture leaves more than of the last pool
     * @param converged whether the last round gained less than {@link #CLOSE}
     * @param pool the last pool
     */
    public record Result(
            List<Round> rounds,
            PrecisionMixture defender,
            double value,
            double atMost,
            boolean converged,
            PoolGame pool) {}

    /**
     * Plays.
     *
     * @param start the first pool, whose candidates are aimed at the uniform mixture, too
     * @param attack by which mixtures are attacked anew
     * @param mostRounds after which it ends, at least 1
     * @param progress is told of every round
     * @throws IOException if the attack can't go on; the message is for the user
     */
    public static Result play(PoolGame start, Attack attack, int mostRounds, Consumer<Round> progress)
            throws IOException {
        PoolGame pool = start;
        List<Round> rounds = new ArrayList<>();
        Round last;
        do {
            List<Double> found = Arrays.stream(pool.solve().defender()).boxed().toList();
            PrecisionMixture defender = PrecisionMixture.of(pool.precisions(), found);
            PoolGame extended = pool.plus(attack.on(defender));
            last = new Round(defender, pool.value(defender), extended.value(defender));
            rounds.add(last);
            progress.accept(last);
            pool = extended;
        } while (last.gain() >= CLOSE && rounds.size() < mostRounds);
        return result(rounds, pool);
    }

    private static Result result(List<Round> rounds, PoolGame pool) {
        PrecisionMixture best = PrecisionMixture.uniform(pool.precisions());
        for (Round round : rounds) {
            if (pool.value(round.defender()) > pool.value(best)) {
                best = round.defender();
            }
        }
        PoolGame.Solution last = pool.solve();
        boolean converged = rounds.getLast().gain() < CLOSE;
        return new Result(List.copyOf(rounds), best, pool.value(best), last.value() + last.gap(), converged, pool);
    }
}
