package doublewin.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.engine.io.NamedArray;
import doublewin.engine.io.SafetensorsFile;
import doublewin.engine.io.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights from elsewhere, in place of a run. */
class GivenWeightsTest {
    private static final String RANGE = ".running_range";
    private static final String VARIANCE = ".running_var";
    private static final String FIRST_VARIANCE = "block1.layer.0.bn1.running_var";

    private static final List<String> TELLING = List.of(
            "--set",
            "network=wrn",
            "--set",
            "depth=10",
            "--set",
            "width=1",
            "--set",
            "norm=switchable",
            "--set",
            "trainPrecisions=4,8",
            "--set",
            "data=embedded");

    @TempDir
    private static Path folder;

    private static Path run;

    /** The run's weights alone, without a word about them. */
    private static Path silent;

    @BeforeAll
    static void train() throws IOException {
        run = folder.resolve("run");
        assertThat(Shell.USUAL.train(run, List.of()).code()).isZero();
        silent = folder.resolve("silent.safetensors");
        write(silent, RANGE, values -> values, Map.of());
    }

    /** Writes the run's weights, the tensors of one kind changed. */
    private static void write(Path file, String suffix, UnaryOperator<float[]> change, Map<String, String> metadata)
            throws IOException {
        List<NamedArray> arrays = new ArrayList<>();
        try (SafetensorsFile stored = SafetensorsFile.open(run.resolve("checkpoint.safetensors"))) {
            for (String name : stored.names()) {
                if (!name.startsWith("momentum.")) {
                    float[] values = stored.floats(name);
                    float[] written = name.endsWith(suffix) ? change.apply(values) : values;
                    arrays.add(new NamedArray.Floats(name, stored.shape(name), written));
                }
            }
        }
        SafetensorsWriter.write(file, arrays, metadata);
    }

    private static float[] filled(float[] like, float value) {
        float[] filled = new float[like.length];
        Arrays.fill(filled, value);
        return filled;
    }

    @Test
    void rangesThatWereNeverCollectedAreTold() throws IOException {
        Path empty = folder.resolve("empty.safetensors");
        write(empty, RANGE, values -> filled(values, 0), Map.of());
        Shell.Outcome told = evaluate(source(empty, folder.resolve("empty"), TELLING));
        assertThat(told.code()).as(told.err()).isZero();
        assertThat(told.err())
                .contains("quantisers are empty")
                .contains("the first conv1.quantize_input.running_range")
                .doesNotContain("running variances");
    }

    /** A channel that nothing comes by is no sign: it may have died in training. */
    @Test
    void variancesThatWereNeverCollectedAreTold() throws IOException {
        Path empty = folder.resolve("no-variance.safetensors");
        write(empty, VARIANCE, values -> filled(values, 0), Map.of());
        Shell.Outcome told = evaluate(source(empty, folder.resolve("no-variance"), TELLING));
        assertThat(told.code()).as(told.err()).isZero();
        assertThat(told.err())
                .contains(" running variances are 0 in every channel", "the first " + FIRST_VARIANCE)
                .doesNotContain("quantisers are empty");
        Path one = folder.resolve("one-dead-channel.safetensors");
        write(
                one,
                VARIANCE,
                values -> {
                    float[] dead = values.clone();
                    dead[0] = 0;
                    return dead;
                },
                Map.of());
        Shell.Outcome silence = evaluate(source(one, folder.resolve("one-dead-channel"), TELLING));
        assertThat(silence.code()).as(silence.err()).isZero();
        assertThat(silence.err()).doesNotContain("running variances");
    }

    @ParameterizedTest
    @CsvSource({
        RANGE + ",conv1.quantize_input.running_range,-1",
        RANGE + ",conv1.quantize_input.running_range,NaN",
        RANGE + ",conv1.quantize_input.running_range,Infinity",
        VARIANCE + "," + FIRST_VARIANCE + ",-1",
        VARIANCE + "," + FIRST_VARIANCE + ",NaN",
        VARIANCE + "," + FIRST_VARIANCE + ",Infinity",
    })
    void impossibleOnesAreRefused(String suffix, String first, float value) throws IOException {
        Path impossible = folder.resolve("impossible" + suffix + value + ".safetensors");
        write(impossible, suffix, values -> filled(values, value), Map.of());
        Shell.Outcome refused = evaluate(source(impossible, folder.resolve("impossible" + suffix + value), TELLING));
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .contains("expected finite values of at least 0 in tensor '" + first + "', found " + value);
    }

    @Test
    void anotherProgramsEpochMeansNothing() throws IOException {
        Path foreign = folder.resolve("foreign.safetensors");
        write(foreign, RANGE, values -> values, Map.of("epoch", "best", "seed", "lucky"));
        Shell.Outcome outcome = evaluate(source(foreign, folder.resolve("foreign"), TELLING));
        assertThat(outcome.code()).as(outcome.err()).isZero();
    }

    private static Shell.Outcome evaluate(List<String> source) {
        List<String> arguments = new ArrayList<>(List.of("evaluate"));
        arguments.addAll(source);
        arguments.addAll(List.of("--images", "5", "--precisions", "4,8"));
        return Shell.USUAL.run(arguments.toArray(String[]::new));
    }

    private static List<String> source(Path file, Path out, List<String> told) {
        List<String> source = new ArrayList<>(List.of("--model", file.toString(), "--out", out.toString()));
        source.addAll(told);
        return source;
    }

    private static String figures(Path results) throws IOException {
        return Files.readString(results.resolve("evaluation.json"));
    }

    @Test
    void whatTheFileTellsNeedsNoWord() throws IOException {
        Path out = folder.resolve("told");
        Shell.Outcome outcome = evaluate(source(run.resolve("checkpoint.safetensors"), out, List.of()));
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(evaluate(List.of("--run", run.toString(), "--eps", "8")).code())
                .isZero();
        assertThat(Files.readString(out.resolve("evaluation.json"))).contains("\"training\" : \"unknown\"");
    }

    @Test
    void whatItDoesNotTellIsAskedForAllAtOnce() {
        Path out = folder.resolve("asked");
        Shell.Outcome none = evaluate(source(silent, out, List.of()));
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err())
                .contains(
                        "the weights do not tell network, norm, trainPrecisions; say so by --set network=... --set norm=")
                .doesNotContain("Exception");
        Shell.Outcome some = evaluate(source(silent, out, TELLING.subList(0, 2)));
        assertThat(some.err()).contains("do not tell norm, trainPrecisions, depth, width");
        assertThat(out).doesNotExist();
    }

    @Test
    void itIsMeasuredAsTheRunIs() throws IOException {
        Path out = folder.resolve("measured");
        Shell.Outcome outcome = evaluate(source(silent, out, TELLING));
        assertThat(outcome.code()).as(outcome.err()).isZero();
        Path told = folder.resolve("told-again");
        assertThat(evaluate(source(run.resolve("checkpoint.safetensors"), told, List.of()))
                        .code())
                .isZero();
        assertThat(figures(out)).isEqualTo(figures(told));
        // The folder is a run's from then on, and the same words find it again.
        assertThat(evaluate(List.of("--run", out.toString())).code()).isZero();
        assertThat(evaluate(source(silent, out, TELLING)).code()).isZero();
    }

    @Test
    void theirPageSaysNothingOfATraining() throws IOException {
        Path out = folder.resolve("reported");
        assertThat(evaluate(source(silent, out, TELLING)).code()).isZero();
        assertThat(Shell.USUAL.run("report", "--run", out.toString()).code()).isZero();
        assertThat(out.resolve("report.html"))
                .content()
                .contains("./doublewin heatmap --run")
                .doesNotContain("--recipe");
    }

    @Test
    void anotherFoldersRunIsNotTouched() {
        Map<String, byte[]> before = Shell.contents(run);
        Shell.Outcome outcome = evaluate(source(silent, run, TELLING));
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("holds another run than the weights of")
                .contains("--out");
        assertThat(Shell.contents(run)).containsExactlyInAnyOrderEntriesOf(before);
    }

    @Test
    void weightsOfAnotherNetworkAreRefused() {
        Path out = folder.resolve("other");
        List<String> deeper = TELLING.stream()
                .map(word -> word.replace("depth=10", "depth=16"))
                .toList();
        Shell.Outcome outcome = evaluate(source(silent, out, deeper));
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("missing").doesNotContain("Exception");
        assertThat(out).doesNotExist();
    }

    @Test
    void aRunOrWeightsAndNotBoth() {
        assertThat(evaluate(List.of()).err()).contains("found neither");
        List<String> both = source(silent, folder.resolve("both"), TELLING);
        both.addAll(List.of("--run", run.toString()));
        assertThat(evaluate(both).err()).contains("found both");
    }
}
