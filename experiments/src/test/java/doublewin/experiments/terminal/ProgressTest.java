package doublewin.experiments.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressTest {
    private static final long SECOND = 1_000_000_000L;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long now;

    private Progress progress(Progress.Display display) {
        return new Progress(new PrintStream(bytes, true, StandardCharsets.UTF_8), display, () -> now);
    }

    private String shown() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void linesComeEveryTenSecondsWithRateAndTimeLeft() {
        Progress progress = progress(Progress.Display.LINES);
        progress.start("training", "steps", 0, 200);
        for (int second = 1; second <= 20; second++) {
            now = second * SECOND;
            progress.update(5L * second, "loss 1.5");
        }
        now = 40 * SECOND;
        progress.update(200, "loss 1.0");
        progress.end();
        assertThat(shown().lines())
                .containsExactly(
                        "training: 200 steps",
                        "training: 50/200, 5.00 steps/s, 0:30 left, loss 1.5",
                        "training: 100/200, 5.00 steps/s, 0:20 left, loss 1.5",
                        "training: 200/200, 5.00 steps/s, 0:00 left, loss 1.0",
                        "training: 200 steps in 0:40, 5.00 steps/s");
    }

    @Test
    void workThatWasDoneBeforeDoesNotCountForTheRate() {
        Progress progress = progress(Progress.Display.LINES);
        progress.start("heat map", "images", 90, 100);
        now = 10 * SECOND;
        progress.update(95, "");
        progress.end();
        assertThat(shown().lines())
                .containsExactly(
                        "heat map: 100 images, 90 of them done before",
                        "heat map: 95/100, 0.50 images/s, 0:10 left",
                        "heat map: 95 of 100 images in 0:10, 0.50 images/s");
    }

    @Test
    void theBarRedrawsItsOneLine() {
        Progress progress = progress(Progress.Display.ofColumns(80));
        progress.start("map", "images", 0, 4);
        now = SECOND;
        progress.update(2, "a detail that is far too long to fit on one line of a terminal of eighty columns");
        now += 1;
        progress.update(3, "too soon to be drawn");
        now = 2 * SECOND;
        progress.update(4, "");
        progress.end();
        assertThat(shown())
                .startsWith("\r"
                        + "map [....................] 0/4\033[K\r"
                        + "map [##########..........] 2/4, 2.00 images/s, 0:01 left")
                .contains("\rmap [####################] 4/4, 2.00 images/s, 0:00 left\033[K\r\033[K")
                .doesNotContain("too soon")
                .endsWith("map: 4 images in 0:02, 2.00 images/s" + System.lineSeparator());
        for (String drawn : shown().split("[\r\n]")) {
            assertThat(drawn.replace("\033[K", "")).hasSizeLessThan(80);
        }
    }

    /** A line that wraps is not overwritten: whatever the width, one column stays free. */
    @ParameterizedTest
    @ValueSource(ints = {20, 40, 79, 80, 200})
    void theBarFitsTheTerminal(int columns) {
        Progress progress = progress(Progress.Display.ofColumns(columns));
        progress.start("map", "images", 0, 1_000_000);
        for (int step = 1; step <= 10; step++) {
            now = step * SECOND;
            progress.update(step * 100_000L, "a detail that is long");
        }
        List<String> drawn =
                Stream.of(shown().split("\r")).filter(line -> !line.isEmpty()).toList();
        assertThat(drawn)
                .hasSize(11)
                .allSatisfy(line -> assertThat(line.replace("\033[K", "")).hasSizeLessThan(Math.min(columns, 80)));
        assertThat(drawn.getLast()).contains("[#");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1, 19})
    void whereThereIsNoTerminalNothingControlsOne(int columns) {
        Progress progress = progress(Progress.Display.ofColumns(columns));
        progress.start("map", "images", 0, 4);
        now = 20 * SECOND;
        progress.update(4, "");
        progress.end();
        assertThat(shown().replace(System.lineSeparator(), "")).doesNotContainPattern("\\p{Cntrl}");
        assertThat(shown().lines()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"7.4, 0:07", "750, 12:30", "3900, 1:05:00"})
    void timesAreShortToRead(double seconds, String text) {
        assertThat(Progress.clock(seconds)).isEqualTo(text);
    }
}
