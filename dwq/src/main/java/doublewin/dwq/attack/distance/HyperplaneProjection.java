package doublewin.dwq.attack.distance;

import doublewin.dwq.attack.Ball;

/**
 * The shortest way from a point to a hyperplane {@code w . v = b} within a box (Croce and Hein, "Minimally distorted
 * adversarial examples with a fast adaptive boundary attack", 2020). Every coordinate moves towards the plane, in the Linf
 * norm by {@code min(lambda, room)}, in the L2 norm by {@code min(lambda |w|, room)}, with room its distance to the box;
 * lambda is the smallest with which the plane is reached. Where the box ends before the plane, all go to its end.
 *
 * <p>What the moves bring, {@code g(lambda) = sum |w| move}, is concave and piecewise linear, so Newton's method from
 * below reaches the solution exactly after a few pieces.
 */
final class HyperplaneProjection {
    private HyperplaneProjection() {}

    /**
     * The displacement.
     *
     * @param w normal of the plane
     * @param c {@code w . v - b} at the point: how far, and on which side, it lies
     * @param down room of each coordinate to the lower end of the box, not negative
     * @param up room of each coordinate to its upper end, not negative
     * @param move overwritten
     */
    static void displacement(Ball ball, double[] w, double c, double[] down, double[] up, double[] move) {
        double lambda = lambda(ball, w, c, down, up);
        for (int j = 0; j < w.length; j++) {
            boolean falls = c * w[j] > 0;
            double room = falls ? down[j] : up[j];
            double length = w[j] == 0 ? 0 : Math.min(reach(ball, lambda, w[j]), room);
            move[j] = falls ? -length : length;
        }
    }

    private static double reach(Ball ball, double lambda, double w) {
        return ball == Ball.LINF ? lambda : lambda * Math.abs(w);
    }

    private static double lambda(Ball ball, double[] w, double c, double[] down, double[] up) {
        double lambda = 0;
        // Each pass leaves at least one more coordinate at its end of the box, or is the last.
        for (int pass = 0; pass <= w.length; pass++) {
            double reached = 0;
            double slope = 0;
            for (int j = 0; j < w.length; j++) {
                double magnitude = Math.abs(w[j]);
                double room = c * w[j] > 0 ? down[j] : up[j];
                double length = reach(ball, lambda, w[j]);
                if (length < room) {
                    reached += magnitude * length;
                    slope += magnitude * (ball == Ball.LINF ? 1 : magnitude);
                } else {
                    reached += magnitude * room;
                }
            }
            double missing = Math.abs(c) - reached;
            if (missing <= 0) {
                return lambda;
            }
            if (slope == 0) {
                return Double.POSITIVE_INFINITY;
            }
            double next = lambda + missing / slope;
            if (next == lambda) {
                return lambda;
            }
            lambda = next;
        }
        return lambda;
    }
}
