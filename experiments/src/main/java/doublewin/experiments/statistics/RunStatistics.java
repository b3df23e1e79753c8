package doublewin.experiments.statistics;

import doublewin.dwq.evaluate.CandidateOutcomes;
import doublewin.dwq.evaluate.Outcomes;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.IntStream;

/**
 * What the outcomes of one attack say of a network, each figure with its interval. Positions are those in the outcomes'
 * precision set.
 *
 * @param clean [precision] accuracy on clean images
 * @param cleanAverage its mean over the precisions
 * @param cells [inference][attack] robust accuracy
 * @param rows [inference] robust accuracy averaged over attack precisions
 * @param columns [attack] robust accuracy averaged over inference precisions
 * @param overall average of all cells: attacker and defender draw uniformly
 * @param diagonal average of the cells in which both have the same precision
 * @param comparisons with other runs, in the order of their names
 * @param claims the paper's, as far as the outcomes can be asked for them
 */
public record RunStatistics(
        List<Interval> clean,
        Interval cleanAverage,
        List<List<Interval>> cells,
        List<Interval> rows,
        List<Interval> columns,
        Interval overall,
        Interval diagonal,
        List<Comparison> comparisons,
        List<Claim> claims) {

    /**
     * The statistics of complete outcomes.
     *
     * @param attack position among the outcomes' attacks
     * @param others outcomes of runs to compare with, of the same images, precisions and attack, by the runs' names
     */
    public static RunStatistics of(Outcomes outcomes, int attack, SortedMap<String, Outcomes> others) {
        if (!outcomes.isComplete()) {
            throw new IllegalStateException("statistics: only " + outcomes.doneCount() + " of " + outcomes.totalCount()
                    + " outcomes are there; evaluate the rest first");
        }
        List<Integer> positions =
                IntStream.range(0, outcomes.precisions().size()).boxed().toList();
        List<Claims.Question> questions = Claims.on(outcomes, attack, others);
        List<ImageScore> scores = new ArrayList<>();
        List<ImageScore> averages = averages(outcomes, attack, positions);
        scores.addAll(averages);
        positions.forEach(inference -> scores.add(ImageScore.row(outcomes, attack, inference)));
        positions.forEach(crafted -> scores.add(ImageScore.column(outcomes, attack, crafted)));
        for (Outcomes other : others.values()) {
            List<ImageScore> theirs = averages(other, attack, positions);
            IntStream.range(0, averages.size())
                    .forEach(i -> scores.add(averages.get(i).minus(theirs.get(i))));
        }
        questions.forEach(question -> scores.addAll(question.scores()));
        // One bootstrap for all of them: its resamples cost more than the scores.
        Iterator<ResampledMean> means =
                new PairedBootstrap(outcomes.images()).of(scores).iterator();
        Interval clean = means.next().interval();
        Interval diagonal = means.next().interval();
        Interval overall = means.next().interval();
        return new RunStatistics(
                counts(outcomes, outcomes.of(Outcomes.CLEAN)),
                clean,
                cells(outcomes, attack),
                positions.stream().map(_ -> means.next().interval()).toList(),
                positions.stream().map(_ -> means.next().interval()).toList(),
                overall,
                diagonal,
                others.keySet().stream()
                        .map(name -> new Comparison(
                                name,
                                means.next().interval(),
                                means.next().interval(),
                                means.next().interval()))
                        .toList(),
                questions.stream()
                        .map(question -> question.answer()
                                .apply(next(means, question.scores().size())))
                        .toList());
    }

    /** Clean, diagonal, overall. */
    private static List<ImageScore> averages(Outcomes outcomes, int attack, List<Integer> positions) {
        return List.of(
                ImageScore.clean(outcomes),
                ImageScore.diagonal(outcomes, attack, positions),
                ImageScore.overall(outcomes, attack));
    }

    private static List<ResampledMean> next(Iterator<ResampledMean> means, int count) {
        return IntStream.range(0, count).mapToObj(_ -> means.next()).toList();
    }

    private static List<List<Interval>> cells(Outcomes outcomes, int attack) {
        List<List<Interval>> columns = IntStream.range(0, outcomes.precisions().size())
                .mapToObj(position -> counts(outcomes, outcomes.of(outcomes.attacked(attack, position))))
                .toList();
        return IntStream.range(0, columns.size())
                .mapToObj(inference ->
                        columns.stream().map(column -> column.get(inference)).toList())
                .toList();
    }

    private static List<Interval> counts(Outcomes outcomes, CandidateOutcomes candidate) {
        return IntStream.range(0, outcomes.precisions().size())
                .mapToObj(inference -> WilsonInterval.of(candidate.correctCount(inference), outcomes.images()))
                .toList();
    }
}
