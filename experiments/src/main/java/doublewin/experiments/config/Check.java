package doublewin.experiments.config;

/** Checks of single settings; a message names the setting, what it takes and what was found. */
final class Check {
    /** Beyond it a number is not written as a whole one: not all are there. */
    private static final double LARGEST_WHOLE = 1L << 53;

    private Check() {}

    static void range(String name, double value, double low, double high) {
        if (!(value >= low && value <= high)) {
            throw new SettingException(name, shortest(low) + " to " + shortest(high), shortest(value));
        }
    }

    static void atLeastOne(String name, int value) {
        that(name, value >= 1, "1 or more", value);
    }

    static void that(String name, boolean holds, String expected, Object found) {
        if (!holds) {
            throw new SettingException(name, expected, found);
        }
    }

    private static String shortest(double value) {
        return value == Math.rint(value) && Math.abs(value) < LARGEST_WHOLE
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
