package doublewin.experiments.plot;

import java.util.List;

/**
 * A drawing as a list of marks, laid out once and rendered as SVG or PNG. Coordinates are pixels, y downwards.
 *
 * @param width width in pixels
 * @param height height in pixels
 * @param description what the figure shows, for readers who can't see it
 * @param origin what it was made from, for who meets the file without its folder
 * @param marks what to draw, in order
 */
public record Figure(int width, int height, String description, String origin, List<Mark> marks) {
    /** Something to draw. */
    public sealed interface Mark permits Box, Label, Cell, Line {}

    /** A filled rectangle; colours are 0xRRGGBB. */
    public record Box(double x, double y, double width, double height, int colour) implements Mark {}

    /** A cell of a table: its box, and its text upon it. Row and column count from 0. */
    public record Cell(int row, int column, Box box, Label label) implements Mark {}

    /** A place in the figure. */
    public record Point(double x, double y) {}

    /** A line from point to point, so many pixels thick. */
    public record Line(List<Point> points, double thickness, int colour) implements Mark {}

    /** Which point of a text the label's position is. */
    public enum Anchor {
        /** The text's beginning. */
        START,
        /** The text's middle. */
        MIDDLE,
        /** The text's end. */
        END
    }

    /** The direction a text runs in. */
    public enum Direction {
        /** Left to right. */
        HORIZONTAL,
        /** Bottom to top. */
        UPWARD
    }

    /**
     * A line of text, vertically centred on its position.
     *
     * @param size height of a capital letter in pixels is 0.7 times this
     */
    public record Label(String text, double x, double y, double size, Anchor anchor, Direction direction, int colour)
            implements Mark {}
}
