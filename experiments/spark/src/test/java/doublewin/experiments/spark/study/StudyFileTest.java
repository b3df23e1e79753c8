package doublewin.experiments.spark.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StudyFileTest {
    @TempDir
    private Path folder;

    private Study read(String text) throws IOException {
        return StudyFile.read(Files.writeString(folder.resolve("study.json"), text));
    }

    @Test
    void everyCombinationIsARun() throws IOException {
        Study study = read("""
                {"recipes": ["demo", "cifar10-quick"], "seeds": [7, 0],
                 "settings": {"short": {"epochs": 3, "trainPrecisions": "4,8", "evaluationPrecisions": "4,8"}, "as.is": {}}}
                """);
        assertThat(study.runs().stream().map(StudyRun::name))
                .containsExactly(
                        "demo-short-seed7",
                        "demo-short-seed0",
                        "demo-as.is-seed7",
                        "demo-as.is-seed0",
                        "cifar10-quick-short-seed7",
                        "cifar10-quick-short-seed0",
                        "cifar10-quick-as.is-seed7",
                        "cifar10-quick-as.is-seed0");
        StudyRun run = study.runs().getFirst();
        assertThat(run.settings().recipe()).isEqualTo("demo");
        assertThat(run.settings().training().epochs()).isEqualTo(3);
        assertThat(run.settings().seed()).isEqualTo(7);
        assertThat(study.runs().get(2).settings().training().epochs()).isEqualTo(9);
    }

    @Test
    void withoutSettingsRunsAreCalledAsTrainCallsThem() throws IOException {
        assertThat(read("{\"recipes\": [\"demo\"], \"seeds\": [1]}").runs().stream()
                        .map(StudyRun::name))
                .containsExactly("demo-seed1");
    }

    @Test
    void aListIsWrittenAsOne() throws IOException {
        Study study = read("""
                {"recipes": ["demo"], "seeds": [1], "settings": {"steps": {"schedule": "multi-step", "milestones": [0.5, 0.75]}}}
                """);
        assertThat(study.runs().getFirst().settings().training().milestones()).containsExactly(0.5, 0.75);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|at least one of recipes",
                "[]|a JSON object",
                "{\"recipes\": [\"demo\"]}|at least one of seeds",
                "{\"recipes\": [], \"seeds\": [1]}|at least one of recipes",
                "{\"recipes\": [\"demo\"], \"seeds\": [1, 1]}|each of seeds once",
                "{\"recipes\": [\"demo\"], \"seeds\": [-1]}|seeds of 0 or more",
                "{\"recipes\": [\"demo\"], \"seeds\": [1.5]}|a study",
                "{\"recipes\": [\"demo\"], \"seeds\": [null]}|at least one of seeds",
                "{\"recipes\": \"demo\", \"seeds\": [1]}|a study",
                "{\"recipes\": [\"dmo\"], \"seeds\": [1]}|there is no recipe 'dmo'",
                "{\"recipes\": [\"demo\"], \"seeds\": [1], \"epochs\": 3}|epochs",
                "{\"recipes\": [\"demo\"], \"seeds\": [1], \"settings\": {\"a/b\": {}}}|names of settings",
                "{\"recipes\": [\"demo\"], \"seeds\": [1], \"settings\": {\"..\": {}}}|names of settings",
                "{\"recipes\": [\"demo\"], \"seeds\": [1], \"settings\": {\"a\": null}}|replaces",
                "{\"recipes\": [\"demo\"], \"seeds\": [1], \"settings\": {\"a\": {\"epoch\": 1}}}|epoch",
                "{\"recipes\": [\"demo\"], \"seeds\": [1], \"settings\": {\"a\": {\"epochs\": null}}}|epochs",
                "{\"recipes\": [\"demo\"], \"seeds\": [1], \"settings\": {\"a\": {}, \"a\": {}}}|Duplicate",
                "{\"recipes\": [\"cifar10-fgsm\", \"cifar10-fgsm-vanilla\"], \"seeds\": [1], \"settings\": {\"a\": {},"
                        + " \"vanilla-a\": {}}}|two cifar10-fgsm-vanilla-a-seed1",
            })
    void anotherFileIsRefused(String text, String why) {
        assertThatIOException()
                .isThrownBy(() -> read(text))
                .withMessageContaining("study.json")
                .withMessageContaining(why);
    }
}
