package doublewin.dwq.golden;

import doublewin.nn.Precision;

/**
 * How many signs of an input gradient must agree with the official code's. Two correct implementations differ where a
 * value rounds the other way, by less the finer the grid is: the share that may differ falls from 8 bit on, by the same
 * factor a bit, to a quarter and less at 16 bit.
 *
 * @param coarse share that may differ up to 8 bit
 * @param fine share that may differ at 16 bit
 */
record SignBounds(double coarse, double fine) {
    private static final int COARSE_BITS = 8;

    /** Those of a case; seen at 8 and at 16 bit: wrn10-1 0.0006 and 0.0001, wrn16-2 0.019 and 0.004, prn18 0.033, 0.006. */
    static SignBounds of(String name) {
        return switch (name) {
            case "wrn10-1" -> new SignBounds(0.005, 0.002);
            case "wrn16-2" -> new SignBounds(0.07, 0.015);
            case "prn18" -> new SignBounds(0.08, 0.02);
            default -> throw new IllegalArgumentException("golden: no bounds of signs for " + name);
        };
    }

    /** The least share that agrees at a bit width. */
    double at(Precision precision) {
        double steps = Math.max(0, precision.bits() - COARSE_BITS) / (double) (Precision.MAX_BITS - COARSE_BITS);
        return 1 - coarse * Math.pow(fine / coarse, steps);
    }
}
