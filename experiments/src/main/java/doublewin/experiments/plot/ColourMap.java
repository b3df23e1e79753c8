package doublewin.experiments.plot;

/** Colours for numbers from 0 to 1, of evenly increasing lightness, so that order shows in grey, too. */
final class ColourMap {
    private static final int[] ANCHORS = {
        0x2b0a3d, 0x3b2a78, 0x35538f, 0x2a788e, 0x24a083, 0x5bc25f, 0xb0d93a, 0xf9e63f,
    };
    private static final double DARK = 0.45;

    private ColourMap() {}

    /** The colour of a share, clamped to 0..1, as 0xRRGGBB. */
    static int of(double share) {
        double position = Math.clamp(share, 0, 1) * (ANCHORS.length - 1);
        int lower = Math.min((int) position, ANCHORS.length - 2);
        double weight = position - lower;
        int colour = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int from = ANCHORS[lower] >> shift & 0xff;
            int to = ANCHORS[lower + 1] >> shift & 0xff;
            colour |= (int) Math.round(from + weight * (to - from)) << shift;
        }
        return colour;
    }

    /** Black or white, whichever is easier to read on a background. */
    static int inkOn(int background) {
        double luminance =
                (0.2126 * (background >> 16 & 0xff) + 0.7152 * (background >> 8 & 0xff) + 0.0722 * (background & 0xff))
                        / 255;
        return luminance < DARK ? 0xffffff : 0x111111;
    }
}
