package doublewin.experiments.statistics;

import doublewin.dwq.evaluate.Candidate;
import doublewin.dwq.evaluate.Columns;
import doublewin.dwq.evaluate.Outcomes;
import doublewin.dwq.evaluate.Twin;
import doublewin.nn.Precision;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a pool of candidates leaves of a network, each figure with its interval: against attackers of different power, and of
 * the classifiers without randomness that the same weights make. A minimum over attack precisions, or a maximum over
 * fixed ones, is taken inside each resample.
 *
 * @param clean accuracy on clean images, averaged over the precisions
 * @param protocols in the order of {@link Protocol}
 * @param bestFixed the best of the network's precisions, used alone
 * @param bestFixedPosition that precision's position in the set
 * @param fullPrecision full precision, used alone; null where the outcomes have no column of it
 * @param ensemble the mean of the probabilities as one classifier; null where the outcomes have no column of it
 * @param matchingPennies images that each precision loses, but not all at once
 * @param columns robust accuracy under each attacked candidate, averaged over the precisions
 */
public record PoolStatistics(
        Interval clean,
        List<Figure> protocols,
        Interval bestFixed,
        int bestFixedPosition,
        Interval fullPrecision,
        Interval ensemble,
        Interval matchingPennies,
        List<Interval> columns) {

    /**
     * What an attacker on random precision inference knows, from the most to the least; but several draws lie between
     * {@link #UNLIMITED_DRAWS} and {@link #BEST_CANDIDATE}, and may leave more than {@link #MATCHED} or less.
     */
    public enum Protocol {
        /** See {@link PoolScores#always}. */
        UNLIMITED_DRAWS(
                "unlimited draws",
                "knows the distribution over precisions, picks the candidate image by image, and may try again until a draw"
                        + " suits him"),
        /** See {@link PoolScores#persistent}. */
        TEN_DRAWS("10 draws", "as above, with ten tries", 10),
        /** See {@link PoolScores#persistent}. */
        FIVE_DRAWS("5 draws", "as above, with five tries", 5),
        /** See {@link PoolScores#persistent}. */
        TWO_DRAWS("2 draws", "as above, with two tries", 2),
        /** See {@link PoolScores#matched}. */
        MATCHED("matched", "knows the precision that was drawn, and picks the candidate that fools it, if one does"),
        /** See {@link PoolScores#bestCandidate}. */
        BEST_CANDIDATE(
                "best candidate",
                "knows the distribution and not the draw, and picks the candidate image by image: the fair worst case of"
                        + " random precision inference"),
        /** See {@link PoolScores#column}. */
        BEST_PRECISION(
                "best attack precision", "knows the distribution, and uses one attack at one precision for all images"),
        /** See {@link PoolScores#uniform}. */
        UNIFORM("uniform", "draws the attack precision as the defender draws that of inference, as in the paper");

        private final String title;
        private final String knowledge;
        private final int draws;

        Protocol(String title, String knowledge) {
            this(title, knowledge, 0);
        }

        Protocol(String title, String knowledge, int draws) {
            this.title = title;
            this.knowledge = knowledge;
            this.draws = draws;
        }

        /** What reports call it. */
        public String title() {
            return title;
        }

        /** What the attacker knows and does, in a sentence that begins with the verb. */
        public String knowledge() {
            return knowledge;
        }
    }

    /**
     * Robust accuracy under a protocol.
     *
     * @param protocol what the attacker knows
     * @param accuracy with its interval
     */
    public record Figure(Protocol protocol, Interval accuracy) {}

    /**
     * The statistics of complete outcomes, all candidates in the pool, by a defender who draws uniformly.
     *
     * @param map the candidates of one attack at each precision, which the two weakest attackers choose from
     */
    public static PoolStatistics of(Outcomes outcomes, List<Candidate> map) {
        PoolScores pool = new PoolScores(outcomes);
        int precisions = outcomes.precisions().size();
        Columns columns = outcomes.columns();
        List<ImageScore> scores = new ArrayList<>();
        scores.add(ImageScore.clean(outcomes));
        for (Protocol protocol : Protocol.values()) {
            if (protocol != Protocol.BEST_PRECISION) {
                scores.add(score(protocol, pool, map));
            }
        }
        map.forEach(candidate -> scores.add(pool.column(candidate)));
        IntStream.range(0, precisions).forEach(q -> scores.add(pool.fixed(q)));
        outcomes.attacked().forEach(candidate -> scores.add(pool.column(candidate)));
        Iterator<ResampledMean> means =
                new PairedBootstrap(outcomes.images()).of(scores).iterator();
        Interval clean = means.next().interval();
        List<Figure> figures = new ArrayList<>();
        for (Protocol protocol : Protocol.values()) {
            if (protocol != Protocol.BEST_PRECISION) {
                Interval resampled = means.next().interval();
                // One bit an image: where all are 0 or 1 a bootstrap has no width.
                boolean isRate = protocol == Protocol.UNLIMITED_DRAWS;
                figures.add(new Figure(protocol, isRate ? share(pool.always()) : resampled));
            }
        }
        ResampledMean least = ResampledMean.least(next(means, map.size()));
        figures.add(Protocol.BEST_PRECISION.ordinal(), new Figure(Protocol.BEST_PRECISION, least.interval()));
        List<ResampledMean> fixed = next(means, precisions);
        return new PoolStatistics(
                clean,
                figures,
                ResampledMean.greatest(fixed).interval(),
                greatest(fixed),
                columns.indexOf(Precision.FULL) < 0 ? null : share(pool.fullPrecision()),
                columns.indexOf(Twin.ENSEMBLE) < 0 ? null : share(pool.ensemble()),
                share(pool.matchingPennies()),
                next(means, outcomes.attacked().size()).stream()
                        .map(ResampledMean::interval)
                        .toList());
    }

    private static ImageScore score(Protocol protocol, PoolScores pool, List<Candidate> map) {
        return switch (protocol) {
            case UNLIMITED_DRAWS -> pool.always();
            case TEN_DRAWS, FIVE_DRAWS, TWO_DRAWS -> pool.persistent(protocol.draws);
            case MATCHED -> pool.matched();
            case BEST_CANDIDATE -> pool.bestCandidate();
            case UNIFORM -> pool.uniform(map);
            case BEST_PRECISION ->
                throw new IllegalArgumentException("the best attack precision is no score of images");
        };
    }

    private static Interval share(ImageScore score) {
        return WilsonInterval.of((int) Math.round(score.mean() * score.images()), score.images());
    }

    private static int greatest(List<ResampledMean> means) {
        return IntStream.range(0, means.size())
                .reduce((best, i) -> means.get(i).estimate() > means.get(best).estimate() ? i : best)
                .orElseThrow();
    }

    private static List<ResampledMean> next(Iterator<ResampledMean> means, int count) {
        return IntStream.range(0, count).mapToObj(_ -> means.next()).toList();
    }
}
