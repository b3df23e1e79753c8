package doublewin.experiments.plot;

import static doublewin.experiments.plot.ChartInk.DATA;
import static doublewin.experiments.plot.ChartInk.FAINT;
import static doublewin.experiments.plot.ChartInk.GRID;
import static doublewin.experiments.plot.ChartInk.INK;
import static doublewin.experiments.plot.ChartInk.PAPER;

import doublewin.experiments.plot.Figure.Anchor;
import doublewin.experiments.plot.Figure.Box;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Lays out a front of accuracy by cost: points, and steps from each to the next, since who may spend more than one point
 * costs and less than the next has at least the accuracy of the former.
 */
public final class FrontChart {
    private static final double PERCENT = 100;
    private static final double GIGA = 1e9;
    private static final int WIDTH = 340;
    private static final int HEIGHT = 250;
    private static final int LEFT = 46;
    private static final int RIGHT = 20;
    private static final int TOP = 72;
    private static final int BOTTOM = 44;
    private static final double LINE = 2;
    private static final double SQUARE = 9;
    private static final double TITLE_TEXT = 14;
    private static final double TEXT = 12;
    private static final int MOST_STEPS = 5;
    /** Half the least height of the axis, in points. */
    private static final double MARGIN = 1;

    private final List<Figure.Mark> marks = new ArrayList<>();
    private final Content content;
    private final Ticks costs;
    private final Ticks accuracies;

    /**
     * A point.
     *
     * @param cost in bit operations
     * @param accuracy fraction of 1
     */
    public record Point(double cost, double accuracy) {}

    /**
     * What the chart shows.
     *
     * @param title whose front it is
     * @param subtitle what it was measured on
     * @param description all of it in words, for readers who can't see it
     * @param origin what it was made from
     * @param points at least 1, of rising cost and accuracy
     */
    public record Content(String title, String subtitle, String description, String origin, List<Point> points) {}

    private FrontChart(Content content) {
        this.content = content;
        Point first = content.points().getFirst();
        Point last = content.points().getLast();
        this.costs = Ticks.of(0, last.cost() / GIGA, MOST_STEPS);
        this.accuracies = Ticks.of(
                Math.max(0, PERCENT * first.accuracy() - MARGIN), PERCENT * last.accuracy() + MARGIN, MOST_STEPS);
    }

    /** The figure. */
    public static Figure layOut(Content content) {
        return new FrontChart(content).figure();
    }

    private Figure figure() {
        marks.add(new Box(0, 0, WIDTH, HEIGHT, PAPER));
        double room = WIDTH - LEFT / 2.0;
        marks.add(ChartInk.fitting(content.title(), LEFT / 4.0, 18, TITLE_TEXT, room, INK));
        marks.add(ChartInk.fitting(content.subtitle(), LEFT / 4.0, 38, TEXT, room, FAINT));
        axes();
        steps();
        for (Point point : content.points()) {
            double x = x(point.cost());
            double y = y(point.accuracy());
            marks.add(new Box(x - SQUARE / 2, y - SQUARE / 2, SQUARE, SQUARE, DATA));
            String text = String.format(Locale.ROOT, "%.1f", PERCENT * point.accuracy());
            marks.add(ChartInk.text(text, x, y - 12, TEXT, x > WIDTH - 60 ? Anchor.END : Anchor.MIDDLE, INK));
        }
        return new Figure(WIDTH, HEIGHT, content.description(), content.origin(), List.copyOf(marks));
    }

    private void axes() {
        for (int i = 0; i < costs.count(); i++) {
            double x = x(GIGA * costs.at(i));
            marks.add(new Box(x - 0.5, TOP, 1, HEIGHT - TOP - BOTTOM, GRID));
            marks.add(ChartInk.text(costs.text(i), x, HEIGHT - BOTTOM + 14, TEXT, Anchor.MIDDLE, INK));
        }
        for (int i = 0; i < accuracies.count(); i++) {
            double y = y(accuracies.at(i) / PERCENT);
            marks.add(new Box(LEFT, y - 0.5, WIDTH - LEFT - RIGHT, 1, GRID));
            String unit = i == accuracies.count() - 1 ? " %" : "";
            marks.add(ChartInk.text(accuracies.text(i) + unit, LEFT - 6, y, TEXT, Anchor.END, INK));
        }
        double middle = (LEFT + WIDTH - RIGHT) / 2.0;
        marks.add(ChartInk.text("10^9 bit operations an image", middle, HEIGHT - 11, TEXT, Anchor.MIDDLE, INK));
    }

    private void steps() {
        for (int i = 1; i < content.points().size(); i++) {
            double from = x(content.points().get(i - 1).cost());
            double to = x(content.points().get(i).cost());
            double low = y(content.points().get(i - 1).accuracy());
            double high = y(content.points().get(i).accuracy());
            marks.add(new Box(from, low - LINE / 2, to - from, LINE, DATA));
            marks.add(new Box(to - LINE / 2, high, LINE, low - high, DATA));
        }
    }

    private double x(double cost) {
        return LEFT + cost / GIGA / costs.last() * (WIDTH - LEFT - RIGHT);
    }

    private double y(double accuracy) {
        double share = (PERCENT * accuracy - accuracies.first()) / (accuracies.last() - accuracies.first());
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
    }
}
