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

/**
 * Lays out figures with their intervals, one below the other: a square at the estimate on a line from the low to the high
 * end. What each is called, and its numbers, stand above it, so that a narrow picture is read as well as a wide one.
 */
public final class IntervalChart {
    private static final double PERCENT = 100;
    private static final int WIDTH = 340;
    private static final int SIDE = 12;
    private static final int TOP = 56;
    private static final int GROUP_HEIGHT = 28;
    private static final int ROW_HEIGHT = 36;
    private static final int BELOW_TEXT = 15;
    private static final int AXIS_HEIGHT = 26;
    private static final double LINE = 2.5;
    private static final double END = 8;
    private static final double SQUARE = 9;
    private static final double TITLE_TEXT = 14;
    private static final double TEXT = 12;
    private static final int MOST_STEPS = 6;

    private final List<Figure.Mark> marks = new ArrayList<>();
    private final Content content;
    private final Ticks ticks;

    /**
     * A figure; numbers are fractions of 1.
     *
     * @param label what it is called
     * @param value it and its interval, as text
     */
    public record Bar(String label, double estimate, double low, double high, String value) {}

    /** Figures that belong together, and what they have in common. */
    public record Group(String title, List<Bar> bars) {}

    /**
     * What the chart shows.
     *
     * @param title whose figures they are
     * @param subtitle what they were measured on
     * @param description all of it in words, for readers who can't see it
     * @param origin what the figures were made from
     * @param groups from the top
     */
    public record Content(String title, String subtitle, String description, String origin, List<Group> groups) {}

    private IntervalChart(Content content, double highest) {
        this.content = content;
        this.ticks = Ticks.of(0, PERCENT * Math.max(highest, 1 / PERCENT), MOST_STEPS);
    }

    /**
     * The figure.
     *
     * @param highest fraction of 1 that the axis goes up to, and no high end exceeds
     */
    public static Figure layOut(Content content, double highest) {
        return new IntervalChart(content, highest).figure();
    }

    private Figure figure() {
        int rows =
                content.groups().stream().mapToInt(group -> group.bars().size()).sum();
        int bottom = TOP + content.groups().size() * GROUP_HEIGHT + rows * ROW_HEIGHT;
        int height = bottom + AXIS_HEIGHT;
        marks.add(new Box(0, 0, WIDTH, height, PAPER));
        double room = WIDTH - 2.0 * SIDE;
        marks.add(ChartInk.fitting(content.title(), SIDE, 18, TITLE_TEXT, room, INK));
        marks.add(ChartInk.fitting(content.subtitle(), SIDE, 38, TEXT, room, FAINT));
        double y = TOP;
        for (Group group : content.groups()) {
            marks.add(ChartInk.text(group.title(), SIDE, y + 12, TEXT, Anchor.START, FAINT));
            y += GROUP_HEIGHT;
            for (Bar bar : group.bars()) {
                bar(bar, y);
                y += ROW_HEIGHT;
            }
        }
        for (int i = 0; i < ticks.count(); i++) {
            Anchor anchor = i == 0 ? Anchor.START : i == ticks.count() - 1 ? Anchor.END : Anchor.MIDDLE;
            String unit = i == ticks.count() - 1 ? " %" : "";
            marks.add(ChartInk.text(ticks.text(i) + unit, x(ticks.at(i)), bottom + 12, TEXT, anchor, INK));
        }
        return new Figure(WIDTH, height, content.description(), content.origin(), List.copyOf(marks));
    }

    /** Beside the bar alone, as lines through numbers are in the way of reading. */
    private void grid(double middle) {
        for (int i = 0; i < ticks.count(); i++) {
            marks.add(new Box(x(ticks.at(i)) - 0.5, middle - END, 1, 2 * END, GRID));
        }
    }

    private void bar(Bar bar, double top) {
        marks.add(ChartInk.text(bar.label(), SIDE, top + 7, TEXT, Anchor.START, INK));
        marks.add(ChartInk.text(bar.value(), WIDTH - SIDE, top + 7, TEXT, Anchor.END, INK));
        double middle = top + BELOW_TEXT + END / 2 + 1;
        grid(middle);
        double low = x(PERCENT * bar.low());
        double high = x(PERCENT * bar.high());
        marks.add(new Box(low, middle - LINE / 2, high - low, LINE, DATA));
        for (double end : new double[] {low, high}) {
            marks.add(new Box(end - LINE / 2, middle - END / 2, LINE, END, DATA));
        }
        double estimate = x(PERCENT * bar.estimate());
        marks.add(new Box(estimate - SQUARE / 2, middle - SQUARE / 2, SQUARE, SQUARE, DATA));
    }

    private double x(double percent) {
        return SIDE + percent / ticks.last() * (WIDTH - 2.0 * SIDE);
    }
}
