package doublewin.experiments.findings;

import doublewin.dwq.PrecisionSet;
import doublewin.engine.io.FormatException;
import doublewin.experiments.statistics.Interval;
import doublewin.experiments.store.ResultNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A run's map as a game, as {@code game.json} tells it; fractions of 1.
 *
 * @param measured what it is about
 * @param attacks names of the columns
 * @param value of the restricted game
 * @param uniformValue both draw uniformly
 * @param bestResponse what is left of a uniform defender by the attack that suits best
 * @param bestFixed what the best precision guarantees by itself
 * @param bestFixedPrecision its name
 * @param defender optimal mixture over precisions of inference
 * @param attacker optimal mixture over the columns
 * @param unseen what choices guarantee on images that they were not made on
 * @param byImage the game in which the attacker picks a candidate image by image
 * @param again the same, where optimal mixtures were attacked anew
 * @param front accuracy by cost, from the cheapest on
 */
public record GameFigures(
        Measured measured,
        List<String> attacks,
        Interval value,
        double uniformValue,
        double bestResponse,
        double bestFixed,
        String bestFixedPrecision,
        List<Double> defender,
        List<Double> attacker,
        Unseen unseen,
        ByImage byImage,
        Optional<Again> again,
        List<Point> front) {

    /** What the optimal mixture, the uniform one and the best precision guarantee on the other half of the images. */
    public record Unseen(double mixture, double uniform, double bestFixed) {}

    /**
     * What an optimal and a uniform defender are left with.
     *
     * @param value of the former
     * @param interval of the value; none in files of earlier programs
     * @param uniformValue of the latter
     * @param defender the optimal mixture
     * @param unseen what choices leave on images that they were not made on; none in files of earlier programs
     */
    public record ByImage(
            double value,
            Optional<Interval> interval,
            double uniformValue,
            List<Double> defender,
            Optional<Unseen> unseen) {}

    /**
     * The defence's own value, as far as attacks go.
     *
     * @param value of the best mixture that was attacked itself, with an interval of the last pool's game
     * @param atMost what no mixture exceeds
     * @param converged whether the last round gained less than half a point
     * @param defender that best mixture
     * @param unseen what choices leave on images that they were not made on
     */
    public record Again(Interval value, double atMost, boolean converged, List<Double> defender, Unseen unseen) {}

    /**
     * A point of the front.
     *
     * @param bitOps expected, an image
     * @param guaranteed against every column
     * @param defender the mixture over precisions
     */
    public record Point(double bitOps, double guaranteed, List<Double> defender) {}

    /**
     * Reads them.
     *
     * @throws FormatException that names what is missing or wrong
     */
    public static GameFigures of(ResultNode node) throws FormatException {
        PrecisionSet precisions = precisions(node.get("inference"));
        Measured measured =
                new Measured(node.origin(), precisions, node.get("images").count());
        int rows = precisions.size();
        List<String> attacks = names(node.get("attacks"));
        ResultNode byImage = node.get("candidateByImage");
        return new GameFigures(
                measured,
                attacks,
                value(node),
                node.get("uniformValue").number(),
                node.get("attackerBestResponse").number(),
                node.get("bestFixed").number(),
                node.get("bestFixedPrecision").text(),
                mixture(node.get("defender"), rows),
                mixture(node.get("attacker"), attacks.size()),
                unseen(node),
                new ByImage(
                        byImage.get("value").number(),
                        byImage.find("valueInterval").isPresent() ? Optional.of(value(byImage)) : Optional.empty(),
                        byImage.get("uniformValue").number(),
                        mixture(byImage.get("defender"), rows),
                        byImage.find("onUnseenImages").isPresent() ? Optional.of(unseen(byImage)) : Optional.empty()),
                again(node, rows),
                front(node.get("front"), rows));
    }

    private static Interval value(ResultNode game) throws FormatException {
        Interval interval = Intervals.read(game.get("valueInterval"));
        return new Interval(game.get("value").number(), interval.low(), interval.high());
    }

    private static Unseen unseen(ResultNode game) throws FormatException {
        ResultNode unseen = game.get("onUnseenImages");
        return new Unseen(
                unseen.get("mixture").number(),
                unseen.get("uniform").number(),
                unseen.get("bestFixed").number());
    }

    private static Optional<Again> again(ResultNode node, int rows) throws FormatException {
        Optional<ResultNode> found = node.find("attackedAgain");
        if (found.isEmpty()) {
            return Optional.empty();
        }
        ResultNode again = found.get();
        return Optional.of(new Again(
                value(again),
                again.get("atMost").number(),
                again.get("converged").flag(),
                mixture(again.get("defender"), rows),
                unseen(again)));
    }

    /** Rows are named as tables name precisions. */
    private static PrecisionSet precisions(ResultNode node) throws FormatException {
        try {
            return PrecisionSet.parse(String.join(",", names(node)));
        } catch (IllegalArgumentException e) {
            throw node.problem("names of precisions");
        }
    }

    private static List<String> names(ResultNode node) throws FormatException {
        List<String> names = new ArrayList<>();
        for (ResultNode name : node.list()) {
            names.add(name.text());
        }
        return names;
    }

    private static List<Double> mixture(ResultNode node, int size) throws FormatException {
        List<Double> shares = new ArrayList<>();
        for (ResultNode share : node.list()) {
            shares.add(share.number());
        }
        if (shares.size() != size) {
            throw node.problem(size + " shares");
        }
        return shares;
    }

    private static List<Point> front(ResultNode node, int rows) throws FormatException {
        List<Point> points = new ArrayList<>();
        for (ResultNode point : node.list()) {
            points.add(new Point(
                    point.get("bitOps").number(),
                    point.get("guaranteed").number(),
                    mixture(point.get("defender"), rows)));
        }
        if (points.isEmpty()) {
            throw node.problem("at least one point");
        }
        return points;
    }
}
