package doublewin.experiments.findings;

import doublewin.engine.io.FormatException;
import doublewin.experiments.statistics.Interval;
import doublewin.experiments.store.ResultNode;
import doublewin.nn.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a pool of attacks leaves, as {@code evaluation.quick.json} and its like tell it.
 *
 * @param measured what it is about; its attack is the tier's name
 * @param clean accuracy on clean images, averaged over the precisions
 * @param protocols in the order of {@link doublewin.experiments.statistics.PoolStatistics.Protocol}
 * @param bestFixed the best of the precisions, used alone
 * @param bestFixedPrecision which it is
 * @param fullPrecision full precision, used alone; nothing where it was not measured, as by earlier versions
 * @param ensemble the mean of the probabilities as one classifier
 * @param matchingPennies images that each precision loses, but not all at once
 * @param candidates the clean one first
 */
public record PoolFigures(
        Measured measured,
        Interval clean,
        List<Protocol> protocols,
        Interval bestFixed,
        Precision bestFixedPrecision,
        Optional<Interval> fullPrecision,
        Interval ensemble,
        Interval matchingPennies,
        List<CandidateFigures> candidates) {
    /** What the figure to quote is called. */
    public static final String TO_QUOTE = "best candidate";

    /**
     * What an attacker leaves.
     *
     * @param title what the protocol is called
     * @param attacker what he knows and does
     * @param accuracy with its interval
     */
    public record Protocol(String title, String attacker, Interval accuracy) {}

    /**
     * A figure and what it is called.
     *
     * @param title in a few words
     * @param value with its interval
     */
    public record Named(String title, Interval value) {}

    /**
     * Reads them.
     *
     * @throws FormatException that names what is missing or wrong
     */
    public static PoolFigures of(ResultNode node) throws FormatException {
        Measured measured = Measured.read(node);
        List<Protocol> protocols = new ArrayList<>();
        for (ResultNode protocol : node.get("protocols").list()) {
            protocols.add(new Protocol(
                    protocol.get("protocol").text(), protocol.get("attacker").text(), Intervals.read(protocol)));
        }
        ResultNode twins = node.get("withoutRandomness");
        ResultNode fixed = twins.get("bestFixedPrecision");
        Optional<ResultNode> full = twins.find("fullPrecision");
        return new PoolFigures(
                measured,
                Intervals.read(node.get("clean")),
                protocols,
                Intervals.read(fixed),
                Measured.precision(fixed.get("precision")),
                full.isPresent() ? Optional.of(Intervals.read(full.get())) : Optional.empty(),
                Intervals.read(twins.get("ensemble")),
                Intervals.read(node.get("matchingPennies")),
                CandidateFigures.read(node.get("candidates"), measured));
    }

    /** The classifiers that the same weights make without randomness, under the same attacks. */
    public List<Named> twins() {
        List<Named> twins = new ArrayList<>();
        twins.add(new Named("best fixed precision, " + bestFixedPrecision, bestFixed));
        fullPrecision.ifPresent(value -> twins.add(new Named("full precision", value)));
        twins.add(new Named("ensemble (mean of probabilities)", ensemble));
        return twins;
    }
}
