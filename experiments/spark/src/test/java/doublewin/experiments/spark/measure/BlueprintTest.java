package doublewin.experiments.spark.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import doublewin.engine.parallel.WorkerPool;
import doublewin.experiments.config.Settings;
import doublewin.experiments.data.OpenedData;
import doublewin.experiments.evaluate.CandidateSet;
import doublewin.experiments.evaluate.LocalBackend;
import doublewin.experiments.evaluate.TrainedNetwork;
import doublewin.experiments.spark.TinyRun;
import doublewin.experiments.store.Disk;
import doublewin.experiments.store.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An executor evaluates the network and the images of the driver, or nothing. */
class BlueprintTest {
    @TempDir
    private static Path folder;

    private static Blueprint sent;

    @BeforeAll
    static void send() throws IOException {
        Path path = folder.resolve("run");
        TinyRun.train(path, new LocalBackend(), 5);
        RunFolder run = new RunFolder(path, Disk.FILES);
        Settings settings = run.settings();
        OpenedData data = OpenedData.open(settings.data().spec(), folder, 1, 5);
        sent = Blueprint.of(
                new CandidateSet.OfMap(),
                TrainedNetwork.load(run, settings),
                data.images().test());
    }

    private static int images(Blueprint blueprint) throws IOException {
        try (WorkerPool pool = new WorkerPool(1)) {
            return blueprint.evaluation(pool).emptyTable().images();
        }
    }

    private static Blueprint with(LinkedHashMap<String, float[]> state, byte[] pixels) {
        return new Blueprint(
                sent.id(),
                sent.settings(),
                state,
                sent.weights(),
                pixels,
                sent.labels(),
                sent.classes(),
                sent.imagesDigest(),
                sent.candidates());
    }

    @Test
    void whatWasSentIsEvaluated() throws IOException {
        assertThat(images(sent)).isEqualTo(5);
    }

    @Test
    void oneOtherNumberOfAnyTensorIsRefused() {
        List<String> names = new ArrayList<>(sent.state().keySet());
        assertThat(names).isNotEmpty();
        for (String name : names) {
            LinkedHashMap<String, float[]> state = new LinkedHashMap<>(sent.state());
            float[] changed = state.get(name).clone();
            changed[changed.length - 1] = Math.nextUp(changed[changed.length - 1]);
            state.put(name, changed);
            assertThatIOException()
                    .as(name)
                    .isThrownBy(() -> images(with(state, sent.pixels())))
                    .withMessageStartingWith("other weights arrived than were sent: expected " + sent.weights());
        }
    }

    @Test
    void oneOtherPixelIsRefused() {
        byte[] pixels = sent.pixels().clone();
        pixels[pixels.length - 1] ^= 1;
        assertThatIOException()
                .isThrownBy(() -> images(with(sent.state(), pixels)))
                .withMessageStartingWith("other images arrived than were sent: expected " + sent.imagesDigest());
    }
}
