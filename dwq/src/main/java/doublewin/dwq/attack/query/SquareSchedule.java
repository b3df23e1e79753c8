package doublewin.dwq.attack.query;

/**
 * How large the squares are (Andriushchenko et al., "Square Attack", 2020): a share p of the image's pixels, 0.8 at first,
 * which is halved after 10, 50, 200, 500, 1,000, 2,000, 4,000, 6,000 and 8,000 queries. As in AutoAttack the schedule is not
 * rescaled to the number of queries. (The original rescales it.)
 */
final class SquareSchedule {
    private static final double FIRST_SHARE = 0.8;
    private static final int[] HALVED_AFTER = {10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000};

    private SquareSchedule() {}

    /**
     * The side of a query's square, in pixels: at least 1, and within the image.
     *
     * @param query number of the query, 0 being the first after the start
     */
    static int side(int query, int height, int width) {
        double share = FIRST_SHARE;
        for (int last : HALVED_AFTER) {
            share = query > last ? share / 2 : share;
        }
        int side = (int) Math.rint(Math.sqrt(share * height * width));
        return Math.clamp(side, 1, Math.min(height, width));
    }
}
