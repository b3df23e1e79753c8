package doublewin.experiments.plot;

import doublewin.dwq.evaluate.TransferMatrix;
import doublewin.experiments.plot.Figure.Anchor;
import doublewin.experiments.plot.Figure.Box;
import doublewin.experiments.plot.Figure.Direction;
import doublewin.experiments.plot.Figure.Label;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;

/**
 * Lays out the transfer heat map like Figure 1 of the paper's supplementary material: rows are inference precisions,
 * columns attack precisions, every cell holds the robust accuracy in percent; averages stand in the margins, the
 * overall average in the title.
 */
public final class HeatMapLayout {
    private static final int CELL_WIDTH = 52;
    private static final int CELL_HEIGHT = 36;
    private static final int GAP = 10;
    private static final int LEFT = 96;
    private static final int TOP = 106;
    private static final int BOTTOM = 28;
    private static final int BAR_SPACE = 92;
    private static final int BAR_WIDTH = 16;
    private static final int BAR_STEPS = 64;
    private static final int INK = 0x222222;
    private static final int FAINT_INK = 0x666666;
    private static final int PAPER = 0xffffff;
    private static final int MARGIN_PAPER = 0xf0f0f0;
    private static final double TITLE_TEXT = 19;
    private static final double SUBTITLE_TEXT = 14;
    private static final double CELL_TEXT = 15;
    private static final double AXIS_TEXT = 17;

    private final List<Figure.Mark> marks = new ArrayList<>();
    private final Content content;
    private final Axes axes;
    private final int count;
    private final double lowest;
    private final double highest;

    /**
     * What the figure shows: a value a pair of precisions, and one a margin. Values are fractions of 1.
     *
     * @param title such as the network's name and the overall average
     * @param subtitle data, attack and number of images
     * @param description all of it in words, for readers who can't see it
     * @param origin what the figure was made from
     * @param labels the precisions, as the axes name them
     * @param cells [inference][attack]
     * @param rows [inference] margin of a row
     * @param columns [attack] margin of a column
     * @param overall where the margins meet
     */
    public record Content(
            String title,
            String subtitle,
            String description,
            String origin,
            List<String> labels,
            double[][] cells,
            double[] rows,
            double[] columns,
            double overall) {
        /** A transfer matrix: robust accuracies and their averages. */
        public static Content of(
                TransferMatrix matrix, String network, String subtitle, String origin, List<String> labels) {
            int size = matrix.precisions().size();
            double[][] cells = new double[size][size];
            for (int inference = 0; inference < size; inference++) {
                for (int attack = 0; attack < size; attack++) {
                    cells[inference][attack] = matrix.accuracy(inference, attack);
                }
            }
            return new Content(
                    network + ", average " + percent(matrix.overallAverage()) + " %",
                    subtitle,
                    "Robust accuracy in percent by inference precision (rows) and attack precision (columns): "
                            + network + ", " + subtitle + ", average " + percent(matrix.overallAverage()),
                    origin,
                    labels,
                    cells,
                    matrix.rowAverages(),
                    matrix.columnAverages(),
                    matrix.overallAverage());
        }
    }

    /**
     * Which values the darkest and the brightest colour stand for.
     *
     * @param lowest the darkest's
     * @param highest the brightest's, above the lowest
     */
    public record Scale(double lowest, double highest) {
        private static final double NARROWEST = 0.01;

        /** From the lowest to the highest cell of some figures, so that they can be compared by colour. */
        public static Scale of(List<Content> contents) {
            DoubleSummaryStatistics cells = contents.stream()
                    .flatMap(content -> Arrays.stream(content.cells()))
                    .flatMapToDouble(Arrays::stream)
                    .summaryStatistics();
            boolean differ = cells.getMax() > cells.getMin();
            return new Scale(cells.getMin(), differ ? cells.getMax() : cells.getMin() + NARROWEST);
        }
    }

    /** How values are written. */
    public enum Notation {
        /** Fractions of 1, in percent. */
        PERCENT(100, "%.1f"),
        /** As they are. */
        PLAIN(1, "%.3f");

        private final double factor;
        private final String pattern;

        Notation(double factor, String pattern) {
            this.factor = factor;
            this.pattern = pattern;
        }

        private String text(double value) {
            return String.format(Locale.ROOT, pattern, factor * value);
        }
    }

    /**
     * What stands beside the cells.
     *
     * @param rows title of the rows
     * @param columns title of the columns
     * @param notation of all values
     */
    public record Axes(String rows, String columns, Notation notation) {
        /** Those of a transfer matrix. */
        public static final Axes TRANSFER =
                new Axes("Inference precision (bit)", "Attack precision (bit)", Notation.PERCENT);
    }

    private HeatMapLayout(Content content, Axes axes, Scale scale) {
        this.content = content;
        this.axes = axes;
        this.count = content.labels().size();
        this.lowest = scale.lowest();
        this.highest = scale.highest();
    }

    /** The figure, in colours of its own scale. */
    public static Figure layOut(Content content) {
        return layOut(content, Scale.of(List.of(content)));
    }

    /** The figure, in colours of a scale that holds all its cells. */
    public static Figure layOut(Content content, Scale scale) {
        return new HeatMapLayout(content, Axes.TRANSFER, scale).figure();
    }

    /** The figure of another matrix of pairs of precisions, in colours of its own scale. */
    public static Figure layOut(Content content, Axes axes) {
        return new HeatMapLayout(content, axes, Scale.of(List.of(content))).figure();
    }

    private Figure figure() {
        int right = LEFT + (count + 1) * CELL_WIDTH + GAP;
        int bottom = TOP + (count + 1) * CELL_HEIGHT + GAP;
        int width = right + BAR_SPACE;
        int height = bottom + BOTTOM;
        marks.add(new Box(0, 0, width, height, PAPER));
        title(LEFT + (right - LEFT) / 2.0, width);
        for (int row = 0; row < count; row++) {
            for (int column = 0; column < count; column++) {
                double value = content.cells()[row][column];
                int colour = ColourMap.of(shade(value));
                Box box = box(column * CELL_WIDTH, row * CELL_HEIGHT, colour);
                marks.add(new Figure.Cell(row, column, box, label(box, value)));
            }
        }
        margins();
        besideCells();
        colourBar(right + 24, TOP, count * CELL_HEIGHT);
        return new Figure(width, height, content.description(), content.origin(), List.copyOf(marks));
    }

    /** Smaller where few precisions leave little room. */
    private void title(double centre, int width) {
        double room = 2 * Math.min(centre, width - centre);
        titleLine(content.title(), centre, 20, ChartInk.fitting(content.title(), TITLE_TEXT, room), INK);
        titleLine(content.subtitle(), centre, 42, ChartInk.fitting(content.subtitle(), SUBTITLE_TEXT, room), FAINT_INK);
    }

    private void titleLine(String text, double centre, double y, double size, int colour) {
        marks.add(new Label(text, centre, y, size, Anchor.MIDDLE, Direction.HORIZONTAL, colour));
    }

    private void margins() {
        for (int i = 0; i < count; i++) {
            margin(count * CELL_WIDTH + GAP, i * CELL_HEIGHT, content.rows()[i]);
            margin(i * CELL_WIDTH, count * CELL_HEIGHT + GAP, content.columns()[i]);
        }
        margin(count * CELL_WIDTH + GAP, count * CELL_HEIGHT + GAP, content.overall());
    }

    private void besideCells() {
        for (int i = 0; i < count; i++) {
            String label = content.labels().get(i);
            axisLabel(label, LEFT - 8, TOP + (i + 0.5) * CELL_HEIGHT, Anchor.END);
            axisLabel(label, LEFT + (i + 0.5) * CELL_WIDTH, TOP - 11, Anchor.MIDDLE);
        }
        axisLabel("avg", LEFT - 8, TOP + GAP + (count + 0.5) * CELL_HEIGHT, Anchor.END);
        axisLabel("avg", LEFT + GAP + (count + 0.5) * CELL_WIDTH, TOP - 11, Anchor.MIDDLE);
        double middleX = LEFT + count * CELL_WIDTH / 2.0;
        double middleY = TOP + count * CELL_HEIGHT / 2.0;
        marks.add(new Label(axes.columns(), middleX, TOP - 31, AXIS_TEXT, Anchor.MIDDLE, Direction.HORIZONTAL, INK));
        marks.add(new Label(axes.rows(), 28, middleY, AXIS_TEXT, Anchor.MIDDLE, Direction.UPWARD, INK));
    }

    private void axisLabel(String text, double x, double y, Anchor anchor) {
        marks.add(new Label(text, x, y, CELL_TEXT, anchor, Direction.HORIZONTAL, INK));
    }

    private void colourBar(double x, double y, double height) {
        double step = height / BAR_STEPS;
        for (int i = 0; i < BAR_STEPS; i++) {
            double share = 1 - (i + 0.5) / BAR_STEPS;
            // A little taller than its step, so that no seam shows between neighbours.
            double overlap = i < BAR_STEPS - 1 ? 0.5 : 0;
            marks.add(new Box(x, y + i * step, BAR_WIDTH, step + overlap, ColourMap.of(share)));
        }
        for (int tick = 0; tick <= 4; tick++) {
            double value = highest - tick / 4.0 * (highest - lowest);
            axisLabel(axes.notation().text(value), x + BAR_WIDTH + 6, y + tick / 4.0 * height, Anchor.START);
        }
    }

    private void margin(double x, double y, double value) {
        Box box = box(x, y, MARGIN_PAPER);
        marks.add(box);
        marks.add(label(box, value));
    }

    private static Box box(double x, double y, int colour) {
        return new Box(LEFT + x, TOP + y, CELL_WIDTH - 1, CELL_HEIGHT - 1, colour);
    }

    private Label label(Box box, double value) {
        return new Label(
                axes.notation().text(value),
                box.x() + box.width() / 2.0,
                box.y() + box.height() / 2.0,
                CELL_TEXT,
                Anchor.MIDDLE,
                Direction.HORIZONTAL,
                ColourMap.inkOn(box.colour()));
    }

    private double shade(double value) {
        return (value - lowest) / (highest - lowest);
    }

    private static String percent(double fraction) {
        return String.format(Locale.ROOT, "%.2f", 100 * fraction);
    }
}
