package doublewin.experiments.plot;

import doublewin.experiments.plot.Figure.Anchor;
import doublewin.experiments.plot.Figure.Box;
import doublewin.experiments.plot.Figure.Direction;
import doublewin.experiments.plot.Figure.Label;
import doublewin.experiments.plot.Figure.Line;
import doublewin.experiments.plot.Figure.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/** Lays out a few curves over one axis, with a bar from end to end of the interval at each of their points. */
public final class CurveLayout {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 420;
    private static final int LEFT = 84;
    private static final int RIGHT = 24;
    private static final int TOP = 104;
    private static final int BOTTOM = 64;
    private static final int TICKS = 4;
    private static final int BAR_DISTANCE = 4;
    private static final int INK = 0x222222;
    private static final int FAINT_INK = 0x666666;
    private static final int GRID = 0xe4e4e4;
    private static final int PAPER = 0xffffff;
    private static final int[] COLOURS = {0x1f6fb4, 0xd1551b, 0x24a083, 0x3b2a78};
    private static final double NARROWEST = 0.01;

    private final List<Figure.Mark> marks = new ArrayList<>();
    private final Content content;
    private final double lowX;
    private final double highX;
    private final double lowY;
    private final double highY;

    /**
     * What the figure shows.
     *
     * @param title of it
     * @param subtitle data, attack and number of images
     * @param description all of it in words, for readers who can't see it
     * @param origin what the figure was made from
     * @param across title of the horizontal axis
     * @param up title of the vertical axis
     * @param places of the curves' points on the horizontal axis, rising, at least two
     * @param curves one to four
     */
    public record Content(
            String title,
            String subtitle,
            String description,
            String origin,
            String across,
            String up,
            double[] places,
            List<Curve> curves) {}

    /**
     * A curve.
     *
     * @param name as the legend says
     * @param values one a place
     * @param lows lower ends of their intervals
     * @param highs upper ends
     */
    public record Curve(String name, double[] values, double[] lows, double[] highs) {}

    private CurveLayout(Content content) {
        this.content = content;
        this.lowX = content.places()[0];
        this.highX = content.places()[content.places().length - 1];
        this.lowY = all(Curve::lows).min().orElseThrow();
        double highest = all(Curve::highs).max().orElseThrow();
        this.highY = highest > lowY ? highest : lowY + NARROWEST;
    }

    private DoubleStream all(Function<Curve, double[]> values) {
        return content.curves().stream().map(values).flatMapToDouble(Arrays::stream);
    }

    /** The figure. */
    public static Figure layOut(Content content) {
        return new CurveLayout(content).figure();
    }

    private Figure figure() {
        marks.add(new Box(0, 0, WIDTH, HEIGHT, PAPER));
        label(content.title(), WIDTH / 2.0, 20, 19, Anchor.MIDDLE, INK);
        label(content.subtitle(), WIDTH / 2.0, 42, 14, Anchor.MIDDLE, FAINT_INK);
        axes();
        for (int i = 0; i < content.curves().size(); i++) {
            curve(content.curves().get(i), COLOURS[i], BAR_DISTANCE * i);
            label(content.curves().get(i).name(), LEFT, 66 + 18.0 * i, 14, Anchor.START, COLOURS[i]);
        }
        return new Figure(WIDTH, HEIGHT, content.description(), content.origin(), List.copyOf(marks));
    }

    private void axes() {
        for (int tick = 0; tick <= TICKS; tick++) {
            double x = lowX + tick * (highX - lowX) / TICKS;
            double y = lowY + tick * (highY - lowY) / TICKS;
            marks.add(new Box(x(x), TOP, 1, HEIGHT - TOP - BOTTOM, GRID));
            marks.add(new Box(LEFT, y(y), WIDTH - LEFT - RIGHT, 1, GRID));
            label(number(x), x(x), HEIGHT - BOTTOM + 16, 14, Anchor.MIDDLE, INK);
            label(number(y), LEFT - 8, y(y), 14, Anchor.END, INK);
        }
        label(content.across(), (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 20, 15, Anchor.MIDDLE, INK);
        marks.add(new Label(content.up(), 24, (TOP + HEIGHT - BOTTOM) / 2.0, 15, Anchor.MIDDLE, Direction.UPWARD, INK));
    }

    /** Bars stand a little to the right of their points, so that none hides another. */
    private void curve(Curve curve, int colour, double shift) {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < content.places().length; i++) {
            double x = x(content.places()[i]);
            points.add(new Point(x, y(curve.values()[i])));
            double top = y(curve.highs()[i]);
            marks.add(new Box(x + shift - 0.5, top, 1, y(curve.lows()[i]) - top, colour));
        }
        marks.add(new Line(List.copyOf(points), 2, colour));
    }

    private void label(String text, double x, double y, double size, Anchor anchor, int colour) {
        marks.add(new Label(text, x, y, size, anchor, Direction.HORIZONTAL, colour));
    }

    private double x(double value) {
        return LEFT + (value - lowX) / (highX - lowX) * (WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - (value - lowY) / (highY - lowY) * (HEIGHT - TOP - BOTTOM);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
