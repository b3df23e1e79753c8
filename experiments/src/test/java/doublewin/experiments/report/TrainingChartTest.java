package doublewin.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.experiments.store.Disk;
import doublewin.experiments.store.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Curves of a training are those of its lines. */
class TrainingChartTest {
    /** Two epochs of two precisions, of which the first epoch never drew one; means must be weighted by images. */
    private static final String METRICS = """
            {"epoch":0,"iteration":0,"precision":4,"learningRate":0.1,"loss":2.0,"correct":2,"images":8}
            {"epoch":0,"iteration":1,"precision":4,"learningRate":0.1,"loss":0.5,"correct":4,"images":4}
            {"epoch":1,"iteration":0,"precision":8,"learningRate":0.1,"loss":1.25,"correct":2,"images":8}
            {"epoch":1,"iteration":1,"precision":4,"learningRate":0.1,"loss":0.75,"correct":3,"images":4}
            {"epoch":1,"validation":"held-out","precisions":[4,8],"clean":[6,5],"robust":[3,1],"images":20}
            """;

    @TempDir
    private Path folder;

    private List<TrainingChart> charts(String metrics) throws IOException {
        Files.writeString(folder.resolve("metrics.jsonl"), metrics);
        return TrainingChart.of("run", TrainingHistory.read(new RunFolder(folder, Disk.FILES), 2));
    }

    @Test
    void theCurvesAreThoseOfTheLines() throws IOException {
        assertThat(charts(METRICS))
                .containsExactly(
                        new TrainingChart(
                                "run: accuracy on perturbed training images by precision",
                                "percent",
                                List.of(1, 2),
                                List.of("4 bit", "8 bit"),
                                List.of(List.of(50.0, 75.0), Arrays.asList(null, 25.0))),
                        new TrainingChart(
                                "run: loss on perturbed training images by precision",
                                "loss",
                                List.of(1, 2),
                                List.of("4 bit", "8 bit"),
                                List.of(List.of(1.5, 0.75), Arrays.asList(null, 1.25))),
                        new TrainingChart(
                                "run: validation on 20 held-out images",
                                "percent",
                                List.of(2),
                                List.of("clean 4 bit", "PGD-10 4 bit", "clean 8 bit", "PGD-10 8 bit"),
                                List.of(List.of(30.0), List.of(15.0), List.of(25.0), List.of(5.0))));
    }

    @Test
    void theTableHasARowAnEpochAndADashWhereThereIsNothing() throws IOException {
        assertThat(charts(METRICS).getFirst().rows())
                .containsExactly(
                        Map.of("epoch", 1, "values", List.of("50.00", "-")),
                        Map.of("epoch", 2, "values", List.of("75.00", "25.00")));
    }

    @Test
    void imagesOfTheTestAreCalledSo() throws IOException {
        List<TrainingChart> charts = charts("""
                {"epoch":0,"validation":"test","precisions":[0],"clean":[1],"robust":[0],"images":2}
                """);
        assertThat(charts).singleElement().satisfies(chart -> {
            assertThat(chart.caption()).isEqualTo("run: validation on 2 test images");
            assertThat(chart.epochs()).containsExactly(1);
            assertThat(chart.series()).containsExactly("clean full", "PGD-10 full");
        });
        assertThat(charts("")).isEmpty();
    }
}
