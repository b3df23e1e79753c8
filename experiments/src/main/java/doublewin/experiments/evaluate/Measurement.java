package doublewin.experiments.evaluate;

import doublewin.experiments.config.EvaluationProtocol;
import doublewin.experiments.config.Settings;
import doublewin.experiments.data.OpenedData;
import doublewin.experiments.store.Provenance;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunLock;
import doublewin.experiments.work.Workshop;
import doublewin.nn.data.ImageSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * Something that is measured of a trained run, while nobody else works on it.
 *
 * @param run the run's folder
 * @param protocol makes the protocol from the run's own
 * @param data where the data set is, if it is read from files
 */
public record Measurement(RunFolder run, UnaryOperator<EvaluationProtocol> protocol, Path data) {
    /** What is done with a trained network and test images. */
    @FunctionalInterface
    public interface Work<T> {
        /** Does it. */
        T of(TrainedNetwork trained, ImageSource images, Workshop workshop) throws IOException;
    }

    /** The run's settings, with the protocol in place of its own. */
    public Settings settings() throws IOException {
        Settings own = run.settings();
        return own.with(protocol.apply(own.evaluation()));
    }

    /**
     * Opens the test images, measures, and tells provenance of it.
     *
     * @param command what provenance calls it
     * @throws IOException if something can't be read or written, or somebody works on the run; the message is for the
     *     user
     */
    public <T> T take(String command, Workshop workshop, Work<T> work) throws IOException {
        Settings settings = settings();
        OpenedData opened = OpenedData.open(
                settings.data().spec(), data, 1, settings.evaluation().testImages());
        ImageSource test = opened.images().test();
        try (RunLock _ = RunLock.take(run)) {
            TrainedNetwork trained = TrainedNetwork.load(run, settings);
            trained.warning().ifPresent(workshop.progress()::note);
            T result = work.of(trained, test, workshop);
            int threads = workshop.pool().workers();
            Provenance.add(
                    run,
                    new Provenance.Work(
                            command,
                            settings.seed(),
                            threads,
                            opened.source(),
                            "",
                            test.checksum(),
                            trained.weights()));
            return result;
        }
    }
}
