package doublewin.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import doublewin.engine.kernel.lane.Lanes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Vectors of 512, 256 and 128 bit give the same checkpoint. */
class VectorWidthTest {
    private static final int BITS_512 = 16;

    @TempDir
    private Path folder;

    @Test
    void widthDoesNotMatter() throws IOException, InterruptedException {
        assumeThat(Lanes.WIDTH)
                .as("this machine, or this JVM's flags, have no vectors of 512 bit to compare with")
                .isEqualTo(BITS_512);
        Map<String, List<String>> flags = Map.of(
                "512", List.of("-XX:UseAVX=3"), "256", List.of("-XX:UseAVX=2"), "128", List.of("-XX:MaxVectorSize=16"));
        for (Map.Entry<String, List<String>> width : flags.entrySet()) {
            ForkedRun run = ForkedRun.train(folder.resolve(width.getKey()), width.getValue(), ForkedRun.TINY);
            assertThat(run.exitCode()).as(run.printed()).isZero();
            String provenance = Files.readString(folder.resolve(width.getKey()).resolve("provenance.json"));
            assertThat(provenance).contains("\"vectorBits\" : " + width.getKey());
        }
        Path expected = folder.resolve("512").resolve("checkpoint.safetensors");
        for (String width : List.of("256", "128")) {
            assertThat(folder.resolve(width).resolve("checkpoint.safetensors")).hasSameBinaryContentAs(expected);
        }
    }
}
