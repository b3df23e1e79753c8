package doublewin.dwq.attack.query;

import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.ThreatModel;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Constants of {@link BanditsTd}. Those of its authors are for ImageNet; they gave none for CIFAR. Those named here for
 * CIFAR are of later comparisons that measured it, or our own: choices, to be tuned on training images before a figure stands
 * on them. Rate, step and exploration mean one thing in the Linf ball and another in the L2 ball, so constants are for one of
 * them, and attacks refuse those for the other.
 *
 * @param ball that the attack perturbs within
 * @param tiles a prior has so many tiles a side and channel, at least 1, stretched to the image
 * @param exploration expected length of a step away from the prior, in its units, above 0 (delta in the paper)
 * @param difference Euclidean length between an image and a query, as n of n/255, above 0
 * @param step of the image, as n of n/255: of each pixel in the Linf ball, of its whole in the L2 ball
 * @param rate of the prior's step, above 0
 */
public record BanditConstants(Ball ball, int tiles, double exploration, float difference, float step, double rate) {
    /** The authors', in the Linf ball: ImageNet, epsilon 12.75/255. */
    public static final BanditConstants IMAGENET_LINF = new BanditConstants(Ball.LINF, 50, 1, 25.5f, 2.55f, 100);

    /** The authors', in the L2 ball: ImageNet, epsilon 5. */
    public static final BanditConstants IMAGENET_L2 = new BanditConstants(Ball.L2, 50, 0.01, 2.55f, 127.5f, 0.1);

    /** Of the comparison with SignHunter, in the Linf ball: CIFAR-10, epsilon 12/255. */
    public static final BanditConstants CIFAR_SIGN_HUNTER = new BanditConstants(Ball.LINF, 20, 0.1, 2.55f, 5, 1e-4);

    /** BlackboxBench's, in the Linf ball: CIFAR-10, epsilon 12.75/255. */
    public static final BanditConstants CIFAR_BLACKBOX_BENCH =
            new BanditConstants(Ball.LINF, 20, 0.1, 2.55f, 2.55f, 0.1);

    private static final int MAX_TILES = 1 << 10;

    /** Of 2 x 2 pixels each in images of 32 x 32. */
    private static final int CIFAR_TILES = 16;

    /** So many of the authors' steps in the L2 ball are epsilon. */
    private static final int STEPS_TO_EPSILON = 10;

    /** Checks the ranges. */
    public BanditConstants {
        if (tiles < 1 || tiles > MAX_TILES) {
            throw new IllegalArgumentException(
                    "gradient estimate: expected 1 to " + MAX_TILES + " tiles a side, found " + tiles);
        }
        requirePositive("exploration", exploration);
        requirePositive("rate", rate);
        requirePositive("difference", difference);
        ThreatModel.requireRange("difference", difference);
        ThreatModel.requireRange("step", step);
    }

    /**
     * Ours, in the L2 ball, for CIFAR's images: those of {@link #IMAGENET_L2}, but for a step that is as large beside epsilon
     * as theirs is beside 5, and tiles of whole pixels. Nobody tuned them.
     *
     * @param epsilon of the threat model, as n of n/255
     */
    public static BanditConstants cifarL2Untuned(float epsilon) {
        ThreatModel.requireRange("epsilon", epsilon);
        return new BanditConstants(
                Ball.L2,
                CIFAR_TILES,
                IMAGENET_L2.exploration,
                IMAGENET_L2.difference,
                epsilon / STEPS_TO_EPSILON,
                IMAGENET_L2.rate);
    }

    /** Refuses to go on where they are for another ball than an attack's. */
    void requireFor(String attack, ThreatModel threat) {
        if (threat.ball() != ball) {
            throw new IllegalArgumentException(attack + ": it perturbs within " + threat.ball()
                    + ", expected constants for it, found those for " + ball);
        }
    }

    private static void requirePositive(String what, double value) {
        if (!(value > 0 && Double.isFinite(value))) {
            throw new IllegalArgumentException(
                    "gradient estimate: " + what + " is " + value + ", expected a finite one above 0");
        }
    }

    /** By name. */
    SortedMap<String, String> parameters() {
        SortedMap<String, String> parameters = new TreeMap<>();
        parameters.put("tiles", Integer.toString(tiles));
        parameters.put("exploration", Double.toString(exploration));
        parameters.put("difference", Float.toString(difference));
        parameters.put("step", Float.toString(step));
        parameters.put("rate", Double.toString(rate));
        return parameters;
    }
}
