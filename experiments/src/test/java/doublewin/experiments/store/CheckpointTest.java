package doublewin.experiments.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.quant.NormKind;
import doublewin.dwq.quant.QuantisedParts;
import doublewin.dwq.train.TrainingPosition;
import doublewin.engine.io.FormatException;
import doublewin.engine.io.NamedArray;
import doublewin.engine.io.SafetensorsFile;
import doublewin.engine.io.SafetensorsWriter;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import doublewin.experiments.config.Recipes;
import doublewin.experiments.config.Settings;
import doublewin.nn.Initialisation;
import doublewin.nn.Module;
import doublewin.nn.StateDict;
import doublewin.nn.StateMismatchException;
import doublewin.nn.WideResNet;
import doublewin.nn.data.ImageShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
    private static final Settings SETTINGS =
            Recipes.resolve("demo", Map.of("trainPrecisions", "4,8", "evaluationPrecisions", "4,8"), 5);
    private static final TrainingState STATE = new TrainingState(new TrainingPosition(3, 7), 3, 12);

    @TempDir
    private Path folder;

    private Path file;
    private final WideResNet network = network(1);

    private static WideResNet network(long seed) {
        QuantisedParts parts = new QuantisedParts(NormKind.SWITCHABLE, PrecisionSet.parse("4,8"), Numerics.DIRECT);
        WideResNet network = new WideResNet(parts, new ImageShape(32, 32, 3), 10, 1, 10);
        Initialisation.WIDE_RES_NET.apply(network, seed);
        return network;
    }

    @BeforeEach
    void save() throws IOException {
        file = folder.resolve("checkpoint.safetensors");
        Map<String, Tensor> velocities = Map.of("fc.bias", Tensor.of(Shape.of(10), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
        Checkpoint.save(Disk.FILES, file, SETTINGS, network, velocities, STATE);
    }

    /** The file once more, with its arrays and metadata changed. */
    private Path changed(UnaryOperator<List<NamedArray>> arrays, Map<String, String> metadata) throws IOException {
        List<NamedArray> all = new ArrayList<>();
        try (SafetensorsFile stored = SafetensorsFile.open(file)) {
            for (String name : stored.names()) {
                all.add(new NamedArray.Floats(name, stored.shape(name), stored.floats(name)));
            }
        }
        Path copy = folder.resolve("changed.safetensors");
        SafetensorsWriter.write(copy, arrays.apply(all), metadata);
        return copy;
    }

    private static void assertSameTensors(WideResNet found, WideResNet expected) {
        Map<String, Tensor> tensors = StateDict.of(found).tensors();
        assertThat(tensors).isNotEmpty();
        StateDict.of(expected)
                .tensors()
                .forEach((name, tensor) ->
                        assertThat(tensors.get(name).toArray()).as(name).isEqualTo(tensor.toArray()));
    }

    @Test
    void whatIsSavedComesBack() throws IOException {
        Checkpoint checkpoint = Checkpoint.read(file, SETTINGS);
        WideResNet other = network(2);
        checkpoint.restore(other);
        assertSameTensors(other, network);
        assertThat(checkpoint.state()).isEqualTo(STATE);
    }

    @Test
    void namesAreTheOfficialOnesAndMetadataTellTheNetwork() throws IOException {
        try (SafetensorsFile stored = SafetensorsFile.open(file)) {
            assertThat(stored.names())
                    .contains("conv1.weight", "block1.layer.0.bn1.bn.1.running_mean", "fc.bias", "momentum.fc.bias")
                    .noneMatch(name -> name.contains("num_batches_tracked"));
            assertThat(stored.metadata())
                    .containsOnlyKeys(
                            "network",
                            "depth",
                            "width",
                            "norm",
                            "numerics",
                            "precisions",
                            "data",
                            "seed",
                            "epoch",
                            "iteration",
                            "judged_epochs",
                            "best_correct",
                            "bitsVersion",
                            "sha256")
                    .containsEntry("precisions", "4,8")
                    .containsEntry("epoch", "3");
        }
    }

    @Test
    void officialFilesAreReadAndCannotBeResumed() throws IOException {
        Path official = changed(
                arrays -> {
                    List<NamedArray> wrapped = new ArrayList<>();
                    for (NamedArray array : arrays) {
                        if (!array.name().startsWith("momentum.")) {
                            float[] values = ((NamedArray.Floats) array).values();
                            wrapped.add(new NamedArray.Floats("module." + array.name(), array.shape(), values));
                        }
                    }
                    wrapped.add(new NamedArray.Longs("module.bn.num_batches_tracked", Shape.of(1), new long[] {9}));
                    return wrapped;
                },
                Map.of());
        Checkpoint checkpoint = Checkpoint.read(official, SETTINGS);
        WideResNet other = network(2);
        checkpoint.restore(other);
        assertSameTensors(other, network);
        assertThatThrownBy(checkpoint::state)
                .isInstanceOf(FormatException.class)
                .hasMessage(official
                        + ": expected the training's position, a whole number as metadata 'epoch', found none");
    }

    @Test
    void missingAndUnknownTensorsAreNamedAndNothingIsLoaded() throws IOException {
        Path wrong = changed(
                arrays -> {
                    arrays.removeIf(array -> array.name().equals("fc.bias"));
                    arrays.add(new NamedArray.Floats("extra", Shape.of(1), new float[1]));
                    return arrays;
                },
                Map.of());
        WideResNet other = network(2);
        Checkpoint checkpoint = Checkpoint.read(wrong, SETTINGS);
        assertThatThrownBy(() -> checkpoint.restore(other))
                .isInstanceOf(StateMismatchException.class)
                .hasMessageContainingAll(wrong.toString(), "1 missing (fc.bias)", "1 unknown (extra)");
        assertSameTensors(other, network(2));
    }

    @Test
    void anotherPrecisionSetOfTheSameSizeIsRefused() {
        Settings other = Recipes.resolve("demo", Map.of("trainPrecisions", "4,6", "evaluationPrecisions", "4,6"), 5);
        assertThatThrownBy(() -> Checkpoint.read(file, other))
                .isInstanceOf(FormatException.class)
                .hasMessage(file + ": expected a checkpoint with precisions 4,6, found precisions '4,8'");
    }

    @Test
    void bitsOfAnotherVersionAreRefused() throws IOException {
        Path later = changed(arrays -> arrays, Map.of("bitsVersion", "2"));
        assertThatThrownBy(() -> Checkpoint.read(later, SETTINGS))
                .isInstanceOf(FormatException.class)
                .hasMessage(later + ": expected a checkpoint with bitsVersion 1, found bitsVersion '2'");
    }

    /** Every bit of a small one; the word that tells of the digest is vouched for by another. */
    @Test
    void everyFlippedBitIsSeen() throws IOException {
        Module small = (name, visitor) -> visitor.parameter("weight", Tensor.of(Shape.of(3), 1, 2, 3));
        Checkpoint.save(Disk.FILES, file, SETTINGS, small, Map.of(), STATE);
        byte[] whole = Files.readAllBytes(file);
        for (int bit = 0; bit < 8 * whole.length; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, flipped);
            assertThatThrownBy(() -> Checkpoint.read(file, SETTINGS))
                    .as("bit %d", bit)
                    .isInstanceOf(FormatException.class);
        }
        Files.write(file, whole);
        assertThat(Checkpoint.read(file, SETTINGS).state()).isEqualTo(STATE);
    }

    @Test
    void theSameStateIsTheSameBytesAndAFullDiskLeavesThem() throws IOException {
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(() -> Checkpoint.save(new FullDisk(5000), file, SETTINGS, network(2), Map.of(), STATE))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot write " + file + ": No space left on device");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        save();
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        assertThat(folder)
                .isDirectoryContaining("glob:**checkpoint.safetensors")
                .isDirectoryNotContaining("glob:**.tmp");
    }
}
