package doublewin.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import doublewin.engine.io.SafetensorsFile;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.tensor.Shape;
import doublewin.nn.data.ImageShape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Names and shapes of the plain networks against those that the official code stored, without what quantisation adds:
 * running ranges and the branches of switchable batch norm. Folder: {@code -Ddoublewin.golden=DIR}.
 */
class OfficialNamesGoldenTest {
    private static Path golden(String file) {
        String folder = System.getProperty("doublewin.golden");
        assumeTrue(folder != null, "no golden numbers: set -Ddoublewin.golden=DIR");
        return Path.of(folder, file);
    }

    private static boolean isPlain(String name) {
        return !name.contains(".quantize_input.") && !name.matches(".*\\.bn\\.\\d+\\..*");
    }

    private static Map<String, Shape> finalState(SafetensorsFile file) throws IOException {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        for (String name : file.names()) {
            if (name.startsWith("final.") && isPlain(name)) {
                shapes.put(name.substring("final.".length()), file.shape(name));
            }
        }
        return shapes;
    }

    private static void checkWide(String fileName) throws IOException {
        try (SafetensorsFile file = SafetensorsFile.open(golden(fileName))) {
            int depth = Integer.parseInt(file.metadata().get("depth"));
            int width = Integer.parseInt(file.metadata().get("widen_factor"));
            Map<String, Shape> official = finalState(file);
            int classes = official.get("fc.bias").dim(0);
            Map<String, Shape> own = ExpectedState.of(
                    new WideResNet(new PlainParts(Numerics.DIRECT), new ImageShape(32, 32, 3), depth, width, classes));
            assertThat(own).hasSizeGreaterThan(30).containsExactlyInAnyOrderEntriesOf(official);
        }
    }

    @Test
    void wideResNet10() throws IOException {
        checkWide("wrn10-1.safetensors");
    }

    @Test
    void wideResNet16() throws IOException {
        checkWide("wrn16-2.safetensors");
    }

    /** The file stores buffers; its metadata lists the parameters in the official order. */
    @Test
    void preActResNet18() throws IOException {
        try (SafetensorsFile file = SafetensorsFile.open(golden("prn18.safetensors"))) {
            Map<String, Shape> parameters = new LinkedHashMap<>();
            for (String line : file.metadata().get("parameters").split("\n")) {
                String[] columns = line.split(" ");
                if (isPlain(columns[1])) {
                    int[] dims = Arrays.stream(columns[2].split("x"))
                            .mapToInt(Integer::parseInt)
                            .toArray();
                    parameters.put(columns[1], Shape.of(dims));
                }
            }
            int classes = parameters.get("linear.bias").dim(0);
            StateDict state = StateDict.of(
                    new PreActResNet18(new PlainParts(Numerics.DIRECT), new ImageShape(32, 32, 3), classes));
            assertThat(state.parameters().keySet()).hasSize(56).containsExactlyElementsOf(parameters.keySet());

            Map<String, Shape> official = finalState(file);
            official.putAll(parameters);
            Map<String, Shape> own = ExpectedState.of(
                    new PreActResNet18(new PlainParts(Numerics.DIRECT), new ImageShape(32, 32, 3), classes));
            assertThat(own).containsExactlyInAnyOrderEntriesOf(official);
        }
    }
}
