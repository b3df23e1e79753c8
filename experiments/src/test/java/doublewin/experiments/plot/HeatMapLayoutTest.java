package doublewin.experiments.plot;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.experiments.plot.Figure.Label;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

class HeatMapLayoutTest {
    private static final HeatMapLayout.Content CONTENT = new HeatMapLayout.Content(
            "WRN-10-1, average 40.63 %",
            "embedded set & PGD-20, 128 images",
            "robust accuracy",
            "weights=<1f> & seed=1",
            List.of("4", "16"),
            new double[][] {{0.125, 0.75}, {0.5, 0.25}},
            new double[] {0.4375, 0.375},
            new double[] {0.3125, 0.5},
            0.40625);

    private static List<Label> labels(Figure figure) {
        return figure.marks().stream()
                .map(mark -> mark instanceof Figure.Cell cell ? cell.label() : mark)
                .filter(Label.class::isInstance)
                .map(Label.class::cast)
                .toList();
    }

    @Test
    void everyCellAndAverageIsAnnotated() {
        assertThat(labels(HeatMapLayout.layOut(CONTENT)))
                .extracting(Label::text)
                .contains("12.5", "75.0", "50.0", "25.0", "43.8", "37.5", "31.3", "40.6")
                .contains("WRN-10-1, average 40.63 %", "Attack precision (bit)", "Inference precision (bit)");
    }

    @Test
    void anotherMatrixHasItsOwnAxesAndNotation() {
        HeatMapLayout.Axes axes = new HeatMapLayout.Axes("Of one", "Of the other", HeatMapLayout.Notation.PLAIN);
        List<Label> labels = labels(HeatMapLayout.layOut(CONTENT, axes));
        assertThat(labels)
                .extracting(Label::text)
                .contains("0.125", "0.750", "0.438", "0.406", "Of one", "Of the other")
                .doesNotContain("12.5", "Attack precision (bit)", "Inference precision (bit)");
        assertThat(find(labels, "Of one").direction()).isEqualTo(Figure.Direction.UPWARD);
    }

    @Test
    void rowsAreInferenceAndColumnsAttackPrecisions() {
        List<Label> labels = labels(HeatMapLayout.layOut(CONTENT));
        Label diagonal = find(labels, "12.5");
        Label otherAttack = find(labels, "75.0");
        Label otherInference = find(labels, "50.0");
        assertThat(otherAttack.y()).isEqualTo(diagonal.y());
        assertThat(otherAttack.x()).isGreaterThan(diagonal.x());
        assertThat(otherInference.x()).isEqualTo(diagonal.x());
        assertThat(otherInference.y()).isGreaterThan(diagonal.y());
    }

    @Test
    void everyLabelCanBeDrawnWithoutAFont() {
        assertThat(labels(HeatMapLayout.layOut(CONTENT)))
                .extracting(Label::text)
                .filteredOn(text -> !text.contains("&"))
                .isNotEmpty()
                .allMatch(StrokeFont::covers);
    }

    @Test
    void bothRenderersGiveWellFormedFilesOfTheSameShape() throws Exception {
        Figure figure = HeatMapLayout.layOut(CONTENT);
        var svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(SvgRenderer.render(figure)));
        var image = ImageIO.read(new ByteArrayInputStream(PngRenderer.render(figure)));
        assertThat(svg.getDocumentElement().getAttribute("width")).isEqualTo(Integer.toString(figure.width()));
        assertThat((double) image.getWidth() / image.getHeight()).isEqualTo((double) figure.width() / figure.height());
        assertThat(new String(SvgRenderer.render(figure), StandardCharsets.UTF_8))
                .contains("set &amp; PGD-20", "<metadata>weights=&lt;1f&gt; &amp; seed=1</metadata>");
        assertThat(new String(PngRenderer.render(figure), StandardCharsets.ISO_8859_1))
                .contains("tEXtSource\0weights=<1f> & seed=1");
    }

    @Test
    void figuresOfOneScaleHaveTheSameColourForTheSameValue() {
        HeatMapLayout.Content other = new HeatMapLayout.Content(
                "other",
                "",
                "",
                "",
                List.of("4", "16"),
                new double[][] {{0.25, 0.9}, {0.05, 0.5}},
                new double[2],
                new double[2],
                0);
        HeatMapLayout.Scale scale = HeatMapLayout.Scale.of(List.of(CONTENT, other));
        assertThat(scale).isEqualTo(new HeatMapLayout.Scale(0.05, 0.9));
        assertThat(colour(HeatMapLayout.layOut(CONTENT, scale), 1, 1))
                .isEqualTo(colour(HeatMapLayout.layOut(other, scale), 0, 0))
                .isNotEqualTo(colour(HeatMapLayout.layOut(CONTENT), 1, 1));
        assertThat(colour(HeatMapLayout.layOut(other, scale), 0, 1)).isEqualTo(ColourMap.of(1));
        assertThat(HeatMapLayout.Scale.of(List.of(new HeatMapLayout.Content(
                        "", "", "", "", List.of("4"), new double[][] {{0.5}}, new double[1], new double[1], 0))))
                .isEqualTo(new HeatMapLayout.Scale(0.5, 0.51));
    }

    private static int colour(Figure figure, int row, int column) {
        return figure.marks().stream()
                .filter(Figure.Cell.class::isInstance)
                .map(Figure.Cell.class::cast)
                .filter(cell -> cell.row() == row && cell.column() == column)
                .findFirst()
                .orElseThrow()
                .box()
                .colour();
    }

    @Test
    void inkContrastsWithItsCell() {
        assertThat(ColourMap.inkOn(ColourMap.of(0))).isEqualTo(0xffffff);
        assertThat(ColourMap.inkOn(ColourMap.of(1))).isEqualTo(0x111111);
    }

    private static Label find(List<Label> labels, String text) {
        return labels.stream()
                .filter(label -> label.text().equals(text))
                .findFirst()
                .orElseThrow();
    }
}
