package doublewin.experiments.data;

import java.util.Locale;

/**
 * The ten classes of the embedded set. A shape is given by a signed distance: negative inside, positive outside,
 * close to the true distance near its edge, for a shape that fits a circle of about radius 1 round the origin.
 */
enum EmbeddedShape {
    /** A filled circle. */
    DISC {
        @Override
        double distance(double x, double y) {
            return length(x, y) - 0.8;
        }
    },
    /** A circle with a wide hole. */
    RING {
        @Override
        double distance(double x, double y) {
            return Math.abs(length(x, y) - 0.76) - 0.2;
        }
    },
    /** A filled square. */
    SQUARE {
        @Override
        double distance(double x, double y) {
            return box(x, y, 0.8, 0.8);
        }
    },
    /** A filled equilateral triangle. */
    TRIANGLE {
        @Override
        double distance(double x, double y) {
            return Math.max(-y - 0.5, 0.5 * y + SIN_60 * Math.abs(x) - 0.5);
        }
    },
    /** Two bars crossing at right angles. */
    CROSS {
        @Override
        double distance(double x, double y) {
            return Math.min(box(x, y, 1, 0.25), box(x, y, 0.25, 1));
        }
    },
    /** Three parallel bars. */
    STRIPES {
        @Override
        double distance(double x, double y) {
            return box(x, Math.abs(Math.abs(y) - 0.35) - 0.35, 0.8, 0.17);
        }
    },
    /** A disc with a bite out of its side. */
    CRESCENT {
        @Override
        double distance(double x, double y) {
            return Math.max(length(x, y) - 0.95, 0.75 - length(x - 0.5, y));
        }
    },
    /** Two triangles tip to tip. */
    HOURGLASS {
        @Override
        double distance(double x, double y) {
            return Math.max(0.8 * Math.abs(x) - 0.6 * Math.abs(y) - 0.06, Math.abs(y) - 0.85);
        }
    },
    /** Two discs side by side. */
    PAIR {
        @Override
        double distance(double x, double y) {
            return length(Math.abs(x) - 0.58, y) - 0.4;
        }
    },
    /** A corner of two bars. */
    ANGLE {
        @Override
        double distance(double x, double y) {
            return Math.min(box(x + 0.45, y, 0.26, 0.85), box(x, y + 0.59, 0.71, 0.26));
        }
    };

    private static final double SIN_60 = 0.8660254037844386;

    /** Signed distance of a point from the edge. */
    abstract double distance(double x, double y);

    /** The class name shown to the user. */
    String className() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static double length(double x, double y) {
        return Math.sqrt(x * x + y * y);
    }

    private static double box(double x, double y, double halfWidth, double halfHeight) {
        return Math.max(Math.abs(x) - halfWidth, Math.abs(y) - halfHeight);
    }
}
