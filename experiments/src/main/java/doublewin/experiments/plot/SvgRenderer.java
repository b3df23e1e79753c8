package doublewin.experiments.plot;

import doublewin.experiments.plot.Figure.Anchor;
import doublewin.experiments.plot.Figure.Box;
import doublewin.experiments.plot.Figure.Cell;
import doublewin.experiments.plot.Figure.Direction;
import doublewin.experiments.plot.Figure.Label;
import doublewin.experiments.plot.Figure.Line;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Collectors;

/** Renders a figure as an SVG document. */
public final class SvgRenderer {
    private static final double LEAST_SCALE = 0.65;
    private static final double GREATEST_SCALE = 1.2;

    private SvgRenderer() {}

    /** The document, as UTF-8 bytes; the same figure gives the same bytes. */
    public static byte[] render(Figure figure) {
        StringBuilder svg = new StringBuilder();
        svg.append(format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                        + " role=\"img\" font-family=\"Helvetica, Arial, sans-serif\">%n",
                figure.width(), figure.height(), figure.width(), figure.height()));
        svg.append(format("<title>%s</title>%n", escape(figure.description())));
        svg.append(format("<metadata>%s</metadata>%n", escape(figure.origin())));
        figure.marks().forEach(mark -> svg.append(mark(mark)));
        return svg.append("</svg>\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The figure as an element of an HTML page, as wide as its place there, within bounds that keep its letters readable. Each
     * cell is a group of class {@code cell} whose
     * attributes {@code data-row} and {@code data-column} a script finds.
     */
    public static String inline(Figure figure) {
        StringBuilder svg = new StringBuilder();
        svg.append(format(
                "<svg viewBox=\"0 0 %d %d\" style=\"min-width:%.0fpx;max-width:%.0fpx\" role=\"group\" aria-label=\"%s\""
                        + " font-family=\"Helvetica, Arial, sans-serif\">%n",
                figure.width(),
                figure.height(),
                LEAST_SCALE * figure.width(),
                GREATEST_SCALE * figure.width(),
                escape(figure.description()).replace("\"", "&quot;")));
        for (Figure.Mark mark : figure.marks()) {
            if (mark instanceof Cell cell) {
                svg.append(format(
                        "<g class=\"cell\" data-row=\"%d\" data-column=\"%d\">%n%s</g>%n",
                        cell.row(), cell.column(), mark(cell)));
            } else {
                svg.append(mark(mark));
            }
        }
        return svg.append("</svg>").toString();
    }

    /**
     * The figure as a picture in an HTML page, as wide as its place there, whose title and description readers that can't see
     * it are told.
     *
     * @param id of the element, of letters, digits and hyphens, unlike all others of the page
     * @param title of the picture
     */
    public static String picture(Figure figure, String id, String title) {
        StringBuilder svg = new StringBuilder();
        svg.append(format(
                "<svg class=\"picture\" viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"%s-title\" aria-describedby=\"%s-text\""
                        + " font-family=\"Helvetica, Arial, sans-serif\">%n",
                figure.width(), figure.height(), id, id));
        svg.append(format("<title id=\"%s-title\">%s</title>%n", id, escape(title)));
        svg.append(format("<desc id=\"%s-text\">%s</desc>%n", id, escape(figure.description())));
        figure.marks().forEach(mark -> svg.append(mark(mark)));
        return svg.append("</svg>").toString();
    }

    private static String mark(Figure.Mark mark) {
        return switch (mark) {
            case Box box ->
                format(
                        "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" fill=\"#%06x\"/>%n",
                        box.x(), box.y(), box.width(), box.height(), box.colour());
            case Label label -> text(label);
            case Line line ->
                format(
                        "<polyline points=\"%s\" fill=\"none\" stroke=\"#%06x\" stroke-width=\"%.1f\"/>%n",
                        points(line), line.colour(), line.thickness());
            case Cell cell -> mark(cell.box()) + mark(cell.label());
        };
    }

    private static String points(Line line) {
        return line.points().stream()
                .map(point -> format("%.2f,%.2f", point.x(), point.y()))
                .collect(Collectors.joining(" "));
    }

    private static String text(Label label) {
        String turn = label.direction() == Direction.UPWARD
                ? format(" transform=\"rotate(-90 %.2f %.2f)\"", label.x(), label.y())
                : "";
        return format(
                "<text x=\"%.2f\" y=\"%.2f\" dy=\"0.35em\" font-size=\"%.1f\" text-anchor=\"%s\""
                        + " fill=\"#%06x\"%s>%s</text>%n",
                label.x(), label.y(), label.size(), anchor(label.anchor()), label.colour(), turn, escape(label.text()));
    }

    private static String anchor(Anchor anchor) {
        return anchor.name().toLowerCase(Locale.ROOT);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern.replace("%n", "\n"), values);
    }
}
