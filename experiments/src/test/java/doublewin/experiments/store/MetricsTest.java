package doublewin.experiments.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.dwq.train.TrainingPosition;
import doublewin.dwq.train.TrainingStep;
import doublewin.engine.io.FormatException;
import doublewin.nn.Precision;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines that a checkpoint knows of must be whole; what comes after them may be anything, and goes. */
class MetricsTest {
    private static final int STEPS_AN_EPOCH = 2;

    @TempDir
    private Path folder;

    private RunFolder run;
    private Path file;

    /** The lines of two epochs, two steps and a judgement each, and one of a step after them. */
    private List<byte[]> lines;

    @BeforeEach
    void write() throws IOException {
        run = new RunFolder(folder, Disk.FILES);
        file = run.file(RunFolder.Part.METRICS);
        try (Metrics metrics = Metrics.open(run, TrainingState.START, 0)) {
            for (int epoch = 0; epoch < 2; epoch++) {
                for (int step = 0; step < STEPS_AN_EPOCH; step++) {
                    metrics.add(step(epoch, step));
                }
                metrics.addJudgement(epoch, 5, 8);
            }
            metrics.add(step(2, 0));
        }
        lines = new ArrayList<>();
        Files.readAllLines(file).forEach(line -> lines.add((line + "\n").getBytes(StandardCharsets.UTF_8)));
        assertThat(lines).hasSize(7);
    }

    private static TrainingStep step(int epoch, int iteration) {
        return new TrainingStep(epoch, iteration, new Precision(4), 0.1f, 2, 3, 8, 0);
    }

    /** What damage leaves in a line's place: zeros without its end, bytes that are no UTF-8, an empty line, half of it. */
    private static List<byte[]> damaged(byte[] line) {
        byte[] half = line.clone();
        half[line.length / 2] = '\n';
        return List.of(new byte[line.length], new byte[] {(byte) 0xc3, '\n'}, new byte[] {'\n'}, half);
    }

    private static byte[] joined(List<byte[]> lines) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        lines.forEach(bytes::writeBytes);
        return bytes.toByteArray();
    }

    /** After each of the steps and judgements, a checkpoint of that moment. */
    @Test
    void damageGoesAfterTheCheckpointAndIsAnErrorBefore() throws IOException {
        int tried = 0;
        for (int known = 0; known < lines.size(); known++) {
            int epoch = known / (STEPS_AN_EPOCH + 1);
            int after = known % (STEPS_AN_EPOCH + 1);
            TrainingPosition position =
                    after == STEPS_AN_EPOCH ? new TrainingPosition(epoch + 1, 0) : new TrainingPosition(epoch, after);
            TrainingState state = new TrainingState(position, epoch, 5);
            int steps = epoch * STEPS_AN_EPOCH + after;
            for (int at = 0; at < lines.size(); at++) {
                for (byte[] damage : damaged(lines.get(at))) {
                    List<byte[]> left = new ArrayList<>(lines);
                    left.set(at, damage);
                    byte[] before = joined(left);
                    Files.write(file, before);
                    if (at < known) {
                        assertThatThrownBy(() -> Metrics.open(run, state, steps))
                                .isInstanceOf(FormatException.class)
                                .hasMessageStartingWith(file + ": expected ");
                        assertThat(file).hasBinaryContent(before);
                    } else {
                        Metrics.open(run, state, steps).close();
                        assertThat(file).hasBinaryContent(joined(lines.subList(0, known)));
                    }
                    tried++;
                }
            }
        }
        assertThat(tried).isEqualTo(7 * 7 * 4);
    }
}
