package doublewin.experiments.plot;

import java.util.Locale;

/**
 * Round numbers along an axis: multiples of 1, 2 or 5 times a power of ten.
 *
 * @param first the lowest
 * @param step from one to the next
 * @param count how many, at least 2
 */
record Ticks(double first, double step, int count) {
    private static final int[] FACTORS = {1, 2, 5};
    private static final double ROUNDING = 1e-9;

    /**
     * Ticks that hold a range.
     *
     * @param high above {@code low}
     * @param most how many steps there may be, at least 2
     */
    static Ticks of(double low, double high, int most) {
        double power = StrictMath.pow(10, Math.floor(StrictMath.log10((high - low) / most)));
        for (int i = 0; ; i++) {
            double step = power * FACTORS[i % FACTORS.length];
            double first = Math.floor(low / step + ROUNDING);
            double last = Math.ceil(high / step - ROUNDING);
            if (last - first <= most) {
                return new Ticks(first * step, step, (int) Math.max(2, last - first + 1));
            }
            if (i % FACTORS.length == FACTORS.length - 1) {
                power *= 10;
            }
        }
    }

    double at(int i) {
        return first + i * step;
    }

    double last() {
        return at(count - 1);
    }

    /** The number at a tick, with as many decimals as the step has. */
    String text(int i) {
        int decimals = (int) Math.max(0, -Math.floor(StrictMath.log10(step) + ROUNDING));
        return String.format(Locale.ROOT, "%." + decimals + "f", at(i));
    }
}
