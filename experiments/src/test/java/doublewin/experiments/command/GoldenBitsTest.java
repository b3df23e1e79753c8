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
                "numerics=winograd | 073d70a10987e74777353a9e993ce1b11294a659e715d74c36ef4c28b1461dbb | 54bf95200fe1bea0d65748f0f35499d6b466fa95056ab83ab6b3000a9fe36378",
                "numerics=direct | 7846973a499048fbeeb57cd8998195d8ed7808f434bbd379fc6997169caad25e | 8354e3dd9219bb6bd067d4fd2c94f21ec8b607dcd100ed327308c0fd648c4f32",
                "method=pgd steps=2 alpha=2 | 4a6077088548c4e58e170e08b0b2a76f95b7b7a2df25effc9c9578d650d91c38 | 66abd22c0756749cf0faf80b1f23d76d630e9ccd781d6f69aeecf10ce6c67c0f",
                "trainPrecisions=full norm=ordinary | b8751054c0fca58624ec1eb5026e522206cdd87b66ff62c177abe89bd37ce578 | 1e1bcb225a44393d31827448ae318d20922181d5a5cd302ef6f6412b765ba193"
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
