package doublewin.experiments.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import doublewin.experiments.plot.Figure.Box;
import doublewin.experiments.plot.Figure.Label;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** Charts of intervals and of fronts. */
class ChartsTest {
    private static final IntervalChart.Content INTERVALS = new IntervalChart.Content(
            "a network",
            "20 images",
            "in <words>",
            "weights=1f",
            List.of(
                    new IntervalChart.Group(
                            "attacked",
                            List.of(
                                    new IntervalChart.Bar("one", 0.2, 0.1, 0.4, "20.0"),
                                    new IntervalChart.Bar("two", 0.4, 0.2, 0.5, "40.0"))),
                    new IntervalChart.Group("clean", List.of(new IntervalChart.Bar("three", 0.5, 0.5, 0.5, "50.0")))));

    private static final FrontChart.Content FRONT = new FrontChart.Content(
            "a network",
            "20 images",
            "in words",
            "weights=1f",
            List.of(new FrontChart.Point(1e9, 0.20), new FrontChart.Point(4e9, 0.25), new FrontChart.Point(5e9, 0.26)));

    private static List<Box> data(Figure figure) {
        return figure.marks().stream()
                .filter(Box.class::isInstance)
                .map(Box.class::cast)
                .filter(box -> box.colour() == ChartInk.DATA)
                .toList();
    }

    private static double middle(Box box) {
        return box.x() + box.width() / 2;
    }

    private static double height(Box box) {
        return box.y() + box.height() / 2;
    }

    /** A line, its two ends and a square a figure; positions are proportional to values. */
    @Test
    void intervalsStandWhereTheirValuesAre() {
        List<Box> boxes = data(IntervalChart.layOut(INTERVALS, 0.5));
        assertThat(boxes).hasSize(12);
        double[][] expected = {{0.1, 0.4, 0.2}, {0.2, 0.5, 0.4}, {0.5, 0.5, 0.5}};
        // The axis goes from 0 to 50 % over the width within both sides.
        for (int bar = 0; bar < 3; bar++) {
            Box line = boxes.get(4 * bar);
            assertThat(line.x()).isCloseTo(12 + 316 * expected[bar][0] / 0.5, within(1e-9));
            assertThat(line.x() + line.width()).isCloseTo(12 + 316 * expected[bar][1] / 0.5, within(1e-9));
            assertThat(middle(boxes.get(4 * bar + 1))).isCloseTo(line.x(), within(1e-9));
            assertThat(middle(boxes.get(4 * bar + 2))).isCloseTo(line.x() + line.width(), within(1e-9));
            assertThat(middle(boxes.get(4 * bar + 3))).isCloseTo(12 + 316 * expected[bar][2] / 0.5, within(1e-9));
        }
        assertThat(height(boxes.get(4))).isGreaterThan(height(boxes.get(0)));
        assertThat(height(boxes.get(8))).isGreaterThan(height(boxes.get(4)));
    }

    @Test
    void nothingIsOutsideAndEveryWordCanBeDrawn() {
        for (Figure figure : List.of(IntervalChart.layOut(INTERVALS, 0.5), FrontChart.layOut(FRONT))) {
            int labels = 0;
            for (Figure.Mark mark : figure.marks()) {
                if (mark instanceof Box box) {
                    assertThat(box.x()).isNotNegative();
                    assertThat(box.y()).isNotNegative();
                    assertThat(box.x() + box.width()).isLessThanOrEqualTo(figure.width());
                    assertThat(box.y() + box.height()).isLessThanOrEqualTo(figure.height());
                } else if (mark instanceof Label label) {
                    labels++;
                    assertThat(label.y()).isBetween(label.size() / 2, figure.height() - label.size() / 2);
                }
            }
            assertThat(labels).isGreaterThan(10);
        }
    }

    @Test
    void longTitlesAreWrittenSmaller() {
        String title = "a network with a name that is a good deal longer than the picture is wide";
        Figure figure = IntervalChart.layOut(new IntervalChart.Content(title, "", "", "", INTERVALS.groups()), 0.5);
        Label label = figure.marks().stream()
                .filter(Label.class::isInstance)
                .map(Label.class::cast)
                .filter(one -> one.text().equals(title))
                .findFirst()
                .orElseThrow();
        assertThat(label.x() + StrokeFont.width(title, label.size())).isLessThanOrEqualTo(figure.width());
    }

    /** Squares at the points, and a step to each but the first: along at the accuracy before it, then up at its cost. */
    @Test
    void theFrontRisesInSteps() {
        List<Box> boxes = data(FrontChart.layOut(FRONT));
        assertThat(boxes).hasSize(4 + 3);
        List<Box> points = boxes.subList(4, 7);
        // Costs go from 0 to 5, over the width within both sides.
        assertThat(middle(points.get(0))).isCloseTo(46 + 274 / 5.0, within(1e-9));
        assertThat(middle(points.get(2))).isCloseTo(46 + 274, within(1e-9));
        double point = (height(points.get(0)) - height(points.get(1))) / 5;
        assertThat(point).isPositive();
        assertThat(height(points.get(1)) - height(points.get(2))).isCloseTo(point, within(1e-9));
        for (int step = 0; step < 2; step++) {
            Box along = boxes.get(2 * step);
            Box up = boxes.get(2 * step + 1);
            assertThat(height(along)).isCloseTo(height(points.get(step)), within(1e-9));
            assertThat(along.x()).isCloseTo(middle(points.get(step)), within(1e-9));
            assertThat(along.x() + along.width()).isCloseTo(middle(points.get(step + 1)), within(1e-9));
            assertThat(middle(up)).isCloseTo(middle(points.get(step + 1)), within(1e-9));
            assertThat(up.y()).isCloseTo(height(points.get(step + 1)), within(1e-9));
        }
    }

    /** One that costs next to nothing and holds nothing has a picture, too. */
    @Test
    void aSinglePointIsAFront() {
        FrontChart.Content one = new FrontChart.Content("", "", "", "", List.of(new FrontChart.Point(1, 0)));
        assertThat(data(FrontChart.layOut(one))).hasSize(1);
        IntervalChart.Content nothing = new IntervalChart.Content(
                "", "", "", "", List.of(new IntervalChart.Group("", List.of(new IntervalChart.Bar("", 0, 0, 0, "")))));
        assertThat(data(IntervalChart.layOut(nothing, 0))).hasSize(4);
    }

    @Test
    void picturesTellWhoCannotSeeThem() throws Exception {
        String svg = SvgRenderer.picture(IntervalChart.layOut(INTERVALS, 0.5), "here", "A <picture>");
        Element root = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
        assertThat(root.getAttribute("role")).isEqualTo("img");
        Element title = (Element) root.getElementsByTagName("title").item(0);
        Element words = (Element) root.getElementsByTagName("desc").item(0);
        assertThat(root.getAttribute("aria-labelledby")).isEqualTo(title.getAttribute("id"));
        assertThat(root.getAttribute("aria-describedby")).isEqualTo(words.getAttribute("id"));
        assertThat(title.getTextContent()).isEqualTo("A <picture>");
        assertThat(words.getTextContent()).isEqualTo("in <words>");
    }
}
