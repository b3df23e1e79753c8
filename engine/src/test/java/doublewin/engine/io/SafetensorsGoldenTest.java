package doublewin.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Files that the official Python library wrote. */
class SafetensorsGoldenTest {
    @Test
    void everyTensorOfEveryFileCanBeRead() throws IOException {
        String golden = System.getProperty("doublewin.golden");
        assumeTrue(golden != null, "no golden numbers: set -Ddoublewin.golden=DIR");
        List<Path> files;
        try (var listing = Files.list(Path.of(golden))) {
            files = listing.filter(file -> file.toString().endsWith(".safetensors"))
                    .toList();
        }
        assertThat(files).as("safetensors files in " + golden).isNotEmpty();

        int tensors = 0;
        for (Path path : files) {
            try (SafetensorsFile file = SafetensorsFile.open(path)) {
                for (String name : file.names()) {
                    int elements = file.shape(name).elements();
                    int read = file.type(name) == ElementType.F32 ? file.floats(name).length : file.longs(name).length;
                    assertThat(read).isEqualTo(elements);
                    tensors++;
                }
            }
        }
        assertThat(tensors).isGreaterThanOrEqualTo(files.size());
    }
}
