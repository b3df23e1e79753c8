package doublewin.experiments.statistics;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.evaluate.Outcomes;
import doublewin.nn.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Function;

/**
 * The paper's three claims, tested on outcomes:
 *
 * <ol>
 *   <li>the diagonal is the weakest: the gap is more than zero;
 *   <li>the gap is larger than that of a network that was trained otherwise, which needs its outcomes, too;
 *   <li>no attack precision is a bottleneck: the columns' averages lie within two points of each other.
 * </ol>
 *
 * The first two are tested at all precisions, and at the high ones, from {@value Squares#LOWEST_HIGH} bit, where full-precision
 * training leaves no gap.
 */
final class Claims {
    private static final double MARGIN = 0.02;

    private static final String GAP = "the diagonal is the weakest: accuracy off it less accuracy on it is above 0";
    private static final String LARGER_GAP = "the gap between off-diagonal and diagonal is larger than the other run's";
    private static final String SPREAD = "all column averages lie within 2 points of each other";

    private final Outcomes outcomes;
    private final int attack;

    private Claims(Outcomes outcomes, int attack) {
        this.outcomes = outcomes;
        this.attack = attack;
    }

    /**
     * A claim before it is answered.
     *
     * @param scores that its answer rests on
     * @param answer from the scores' resampled means
     */
    record Question(List<ImageScore> scores, Function<List<ResampledMean>, Claim> answer) {}

    /**
     * The claims that the outcomes can be asked for: none where there is one precision only.
     *
     * @param others outcomes of runs to compare with, of the same images and precisions, by the runs' names
     */
    static List<Question> on(Outcomes outcomes, int attack, SortedMap<String, Outcomes> others) {
        if (outcomes.precisions().size() < 2) {
            return List.of();
        }
        Claims claims = new Claims(outcomes, attack);
        List<Question> questions = new ArrayList<>();
        for (List<Integer> positions : claims.squares()) {
            questions.add(claims.positive(1, GAP, "", positions, ImageScore.gap(outcomes, attack, positions)));
        }
        others.forEach((name, other) -> {
            for (List<Integer> positions : claims.squares()) {
                ImageScore difference =
                        ImageScore.gap(outcomes, attack, positions).minus(ImageScore.gap(other, attack, positions));
                questions.add(claims.positive(2, LARGER_GAP, name, positions, difference));
            }
        });
        questions.add(claims.spread());
        return questions;
    }

    private List<List<Integer>> squares() {
        return Squares.of(outcomes.precisions());
    }

    private Question positive(int number, String statement, String against, List<Integer> positions, ImageScore score) {
        return new Question(List.of(score), means -> {
            Interval interval = means.getFirst().interval();
            return new Claim(number, statement, against, name(positions), Verdict.isPositive(interval), interval);
        });
    }

    private Question spread() {
        List<Integer> all = squares().getFirst();
        List<ImageScore> columns = all.stream()
                .map(position -> ImageScore.column(outcomes, attack, position))
                .toList();
        return new Question(ColumnSpread.pairs(columns), means -> {
            ColumnSpread spread = ColumnSpread.of(means);
            return new Claim(3, SPREAD, "", name(all), spread.within(MARGIN), spread.interval());
        });
    }

    private String name(List<Integer> positions) {
        PrecisionSet precisions = outcomes.precisions();
        return PrecisionSet.of(positions.stream().map(precisions::get).toArray(Precision[]::new))
                .toString();
    }
}
