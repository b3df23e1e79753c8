package doublewin.dwq.attack.ascent;

/**
 * After which steps APGD looks back (Croce and Hein, 2020): first after 22 % of the steps, then after windows that each are
 * 3 % of the steps shorter than the one before, down to 6 %; no part less than one step.
 */
final class ApgdSchedule {
    private static final int FIRST = 22;
    private static final int SHRINKS = 3;
    private static final int LEAST = 6;
    private static final int PERCENT = 100;

    private final int shrinks;
    private final int least;
    private int window;
    private int since;

    /** The schedule of so many steps, before the first. */
    ApgdSchedule(int steps) {
        window = part(FIRST, steps);
        shrinks = part(SHRINKS, steps);
        least = part(LEAST, steps);
    }

    private static int part(int percent, int steps) {
        return (int) Math.max((long) percent * steps / PERCENT, 1);
    }

    /** Counts a step; returns how many steps the window has that ends with it, or 0 where none does. */
    int endOfWindow() {
        since++;
        if (since < window) {
            return 0;
        }
        int ended = since;
        since = 0;
        window = Math.max(window - shrinks, least);
        return ended;
    }
}
