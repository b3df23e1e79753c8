package doublewin.experiments.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import doublewin.experiments.plot.CurveLayout.Content;
import doublewin.experiments.plot.CurveLayout.Curve;
import doublewin.experiments.plot.Figure.Box;
import doublewin.experiments.plot.Figure.Label;
import doublewin.experiments.plot.Figure.Line;
import java.io.ByteArrayInputStream;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

class CurveLayoutTest {
    private static final Curve RISING =
            new Curve("rising", new double[] {1, 2, 3}, new double[] {0.5, 1.5, 2.5}, new double[] {1.5, 2.5, 3.5});
    private static final Curve FLAT =
            new Curve("flat", new double[] {2, 2, 2}, new double[] {2, 2, 2}, new double[] {2, 2, 2});
    private static final Figure FIGURE = CurveLayout.layOut(new Content(
            "Loss", "12 images", "losses", "seed=1", "way", "loss", new double[] {0, 0.25, 1}, List.of(RISING, FLAT)));

    private static <M extends Figure.Mark> List<M> marks(Class<M> kind) {
        return FIGURE.marks().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Test
    void curvesRunFromPlaceToPlace() {
        Line rising = marks(Line.class).get(0);
        Line flat = marks(Line.class).get(1);
        List<Figure.Point> points = rising.points();
        assertThat(points.get(1).x() - points.get(0).x())
                .isCloseTo((points.get(2).x() - points.get(0).x()) / 4, within(1e-9));
        assertThat(points.get(0).y()).isGreaterThan(points.get(1).y());
        assertThat(points.get(0).y() - points.get(1).y())
                .isCloseTo(points.get(1).y() - points.get(2).y(), within(1e-9));
        assertThat(flat.points()).allMatch(point -> point.y() == points.get(1).y());
        assertThat(flat.colour()).isNotEqualTo(rising.colour());
    }

    @Test
    void intervalsAreBarsAroundTheirPoints() {
        Line rising = marks(Line.class).get(0);
        double unit = rising.points().get(0).y() - rising.points().get(1).y();
        List<Box> bars = marks(Box.class).stream()
                .filter(box -> box.colour() == rising.colour())
                .toList();
        assertThat(bars).hasSize(3);
        for (int i = 0; i < 3; i++) {
            assertThat(bars.get(i).height()).isCloseTo(unit, within(1e-9));
            assertThat(bars.get(i).y() + unit / 2)
                    .isCloseTo(rising.points().get(i).y(), within(1e-9));
        }
    }

    @Test
    void namesAndNumbersStandBesideThem() {
        assertThat(marks(Label.class))
                .extracting(Label::text)
                .contains("Loss", "12 images", "rising", "flat", "way", "loss", "0.50", "3.50", "0.00", "1.00")
                .allMatch(StrokeFont::covers);
    }

    @Test
    void bothRenderersDrawLines() throws Exception {
        var svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(SvgRenderer.render(FIGURE)));
        assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(2);
        var image = ImageIO.read(new ByteArrayInputStream(PngRenderer.render(FIGURE)));
        Line rising = marks(Line.class).get(0);
        Figure.Point from = rising.points().get(1);
        Figure.Point to = rising.points().get(2);
        int x = (int) (from.x() + to.x());
        int y = (int) (from.y() + to.y());
        assertThat(image.getRGB(x, y) & 0xffffff).isEqualTo(rising.colour());
    }
}
