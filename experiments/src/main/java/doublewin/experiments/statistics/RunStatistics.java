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
        scores.add(ImageScore.clean(outcomes));
        positions.forEach(inference -> scores.add(ImageScore.row(outcomes, attack, inference)));
        positions.forEach(crafted -> scores.add(ImageScore.column(outcomes, attack, crafted)));
        scores.add(ImageScore.overall(outcomes, attack));
        scores.add(ImageScore.diagonal(outcomes, attack, positions));
        questions.forEach(question -> scores.addAll(question.scores()));
        // One bootstrap for all of them: its resamples cost more than the scores.
        Iterator<ResampledMean> means =
                new PairedBootstrap(outcomes.images()).of(scores).iterator();
        return new RunStatistics(
                counts(outcomes, outcomes.of(Outcomes.CLEAN)),
                means.next().interval(),
                cells(outcomes, attack),
                positions.stream().map(_ -> means.next().interval()).toList(),
                positions.stream().map(_ -> means.next().interval()).toList(),
                means.next().interval(),
                means.next().interval(),
                questions.stream()
                        .map(question -> question.answer()
                                .apply(next(means, question.scores().size())))
                        .toList());
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
