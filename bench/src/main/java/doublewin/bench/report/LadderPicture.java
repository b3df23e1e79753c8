package doublewin.bench.report;

import doublewin.bench.ladder.RungFigures;
import doublewin.experiments.plot.Figure;
import doublewin.experiments.plot.Figure.Anchor;
import doublewin.experiments.plot.Figure.Box;
import doublewin.experiments.plot.Figure.Direction;
import doublewin.experiments.plot.Figure.Label;
import doublewin.experiments.plot.Figure.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The ladder as bars: shares of the ceiling, one rung below the other. */
final class LadderPicture {
    private static final int WIDTH = 900;
    private static final int ROW = 30;
    private static final int TOP = 40;
    private static final int LEFT = 360;
    private static final int RIGHT = 70;
    private static final int BAR = 18;
    private static final double TEXT = 14;
    private static final int INK = 0x222222;
    private static final int PAPER = 0xffffff;
    private static final int ONE = 0x1f6fb4;
    private static final int ALL = 0xd1551b;
    private static final int CEILING = 0x888888;

    private LadderPicture() {}

    static Figure layOut(String layer, int vectorBits, List<RungFigures> rungs) {
        double longest =
                Math.max(1, rungs.stream().mapToDouble(RungFigures::share).max().orElse(1));
        double unit = (WIDTH - LEFT - RIGHT) / longest;
        int height = TOP + ROW * rungs.size() + ROW / 2;
        List<Mark> marks = new ArrayList<>();
        marks.add(new Box(0, 0, WIDTH, height, PAPER));
        marks.add(label("share of the ceiling", LEFT, TOP / 2.0, Anchor.START, INK));
        marks.add(label("one thread", LEFT + 170, TOP / 2.0, Anchor.START, ONE));
        marks.add(label("all threads", LEFT + 270, TOP / 2.0, Anchor.START, ALL));
        marks.add(new Box(LEFT + unit, TOP, 1, (double) ROW * rungs.size(), CEILING));
        for (int i = 0; i < rungs.size(); i++) {
            RungFigures rung = rungs.get(i);
            double middle = TOP + ROW * (i + 0.5);
            marks.add(label(rung.number() + "  " + rung.title(), LEFT - 10, middle, Anchor.END, INK));
            double length = unit * rung.share();
            marks.add(new Box(LEFT, middle - BAR / 2.0, length, BAR, rung.threads() == 1 ? ONE : ALL));
            String share = String.format(Locale.ROOT, "%.1f %%", 100 * rung.share());
            marks.add(label(share, LEFT + length + 6, middle, Anchor.START, INK));
        }
        return new Figure(
                WIDTH,
                height,
                "Shares of the ceiling of " + rungs.size() + " ways to compute the convolution " + layer,
                layer + ", vectors of " + vectorBits + " bit",
                List.copyOf(marks));
    }

    private static Label label(String text, double x, double y, Anchor anchor, int colour) {
        return new Label(text, x, y, TEXT, anchor, Direction.HORIZONTAL, colour);
    }
}
