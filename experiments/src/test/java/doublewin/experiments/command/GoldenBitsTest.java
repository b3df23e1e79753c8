package doublewin.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.experiments.store.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * Bits that this version stands for. Where one of these changes, {@code bitsVersion} counts up, and docs/bits.md tells why;
 * then, and for no other reason, the new hashes are entered here.
 */
class GoldenBitsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "numerics=winograd | x | x",
                "numerics=direct | x | x",
                "method=pgd steps=2 alpha=2 | x | x",
                "trainPrecisions=full norm=ordinary | x | x"
            })
    void weightsAndMap(String settings, String weights, String map) throws IOException {
        Path run = folder.resolve("run");
        assertThat(Shell.USUAL.train(run, Arrays.asList(settings.split(" "))).code())
                .isZero();
        assertThat(Shell.USUAL.run("heatmap", "--run", run.toString()).code()).isZero();
        String found = new JsonMapper()
                .readTree(Files.readString(run.resolve("transfer.json")))
                .path("weights")
                .asString();
        String foundMap = Sha256.hex(Files.readAllBytes(run.resolve("transfer.csv")));
        assertThat(List.of(found, foundMap)).containsExactly(weights, map);
    }
}
