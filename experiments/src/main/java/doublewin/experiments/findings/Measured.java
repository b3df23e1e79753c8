package doublewin.experiments.findings;

import doublewin.dwq.PrecisionSet;
import doublewin.engine.io.FormatException;
import doublewin.experiments.store.Origin;
import doublewin.experiments.store.ResultNode;
import doublewin.nn.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a result is about.
 *
 * @param origin what it stands on
 * @param precisions of inference
 * @param images how many test images were used, from the first
 */
public record Measured(Origin origin, PrecisionSet precisions, int images) {
    private static final String EPSILON = "epsilon";
    private static final String USUAL_BALL = "LINF";

    /** Reads what stands before the figures of a file whose precisions are bit widths. */
    static Measured read(ResultNode node) throws FormatException {
        return new Measured(
                node.origin(),
                precisions(node.get("precisions")),
                node.get("images").count());
    }

    /** A set of bit widths, 0 being full precision. */
    static PrecisionSet precisions(ResultNode bits) throws FormatException {
        List<Precision> precisions = new ArrayList<>();
        for (ResultNode one : bits.list()) {
            precisions.add(precision(one));
        }
        try {
            return PrecisionSet.of(precisions.toArray(Precision[]::new));
        } catch (IllegalArgumentException e) {
            throw bits.problem("distinct precisions");
        }
    }

    /** A bit width, 0 being full precision. */
    static Precision precision(ResultNode bits) throws FormatException {
        try {
            return new Precision(bits.count());
        } catch (IllegalArgumentException e) {
            throw bits.problem("a bit width");
        }
    }

    /** Images, precisions and epsilon, such as {@code 200 images at precisions 4,8,16, epsilon 8/255}. */
    public String words() {
        String text = images + " images at precisions " + precisions;
        if (!origin.attack().contains(EPSILON)) {
            String bounds = values(EPSILON);
            text += bounds.isEmpty() ? "" : ", " + EPSILON + " " + bounds + "/255";
        }
        String balls = values("ball");
        return balls.isEmpty() || balls.equals(USUAL_BALL) ? text : text + ", " + balls + " ball";
    }

    /** The options that measure so. */
    public String options() {
        String bound = values(EPSILON);
        return " --images " + images + " --precisions " + precisions + (bound.isEmpty() ? "" : " --eps " + bound);
    }

    /** Each of several attacks tells its own parameters. */
    private String values(String name) {
        return origin.parameters().entrySet().stream()
                .filter(entry -> entry.getKey().equals(name) || entry.getKey().endsWith("." + name))
                .map(entry -> entry.getValue().replaceAll("\\.0$", ""))
                .distinct()
                .collect(Collectors.joining(" and "));
    }
}
