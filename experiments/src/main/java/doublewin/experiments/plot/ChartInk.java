package doublewin.experiments.plot;

import doublewin.experiments.plot.Figure.Anchor;
import doublewin.experiments.plot.Figure.Direction;
import doublewin.experiments.plot.Figure.Label;

/** Colours and letters of charts. Pages know the colours, and have others in their place where readers want it dark. */
final class ChartInk {
    static final int PAPER = 0xffffff;
    static final int INK = 0x222222;
    static final int FAINT = 0x666666;
    static final int GRID = 0xe4e4e4;
    static final int DATA = 0x1f6fb4;

    /** Mean width of a letter as a part of the size, rather too much than too little. */
    private static final double LETTER = 0.55;

    private ChartInk() {}

    static Label text(String text, double x, double y, double size, Anchor anchor, int colour) {
        return new Label(text, x, y, size, anchor, Direction.HORIZONTAL, colour);
    }

    /** A line that is written smaller where it would be too long. */
    static Label fitting(String text, double x, double y, double size, double room, int colour) {
        return text(text, x, y, fitting(text, size, room), Anchor.START, colour);
    }

    /** The size of a line, or a smaller one in which it has room. */
    static double fitting(String text, double size, double room) {
        return Math.min(size, room / (LETTER * Math.max(1, text.length())));
    }
}
