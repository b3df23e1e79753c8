package doublewin.experiments.evaluate;

import doublewin.experiments.config.EvaluationProtocol;
import doublewin.experiments.config.Settings;
import doublewin.experiments.data.OpenedData;
import doublewin.experiments.store.Provenance;
import doublewin.experiments.store.RescuingDisk;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunLock;
import doublewin.experiments.work.StoppedException;
import doublewin.experiments.work.Workshop;
import doublewin.nn.data.ImageSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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

    /**
     * What was measured.
     *
     * @param result to be shown, wherever its files are
     * @param disk that they were written to
     */
    public record Taken<T>(T result, RescuingDisk disk) {}

    /** The run's settings, with the protocol in place of its own. */
    public Settings settings() throws IOException {
        Settings own = run.settings();
        return own.with(protocol.apply(own.evaluation()));
    }

    /**
     * Opens the test images, tells provenance of the measurement, and takes it: who made bits is known even where the
     * rest of them are made later, by another program. A folder that can't be written is found out by that, before hours of
     * computing; where it can't be written any more after them, results go to another place.
     *
     * @param command what provenance calls it
     * @throws StoppedException when the user asked to stop, and what is done is where it belongs
     * @throws IOException if something can't be read or written, or somebody works on the run; the message is for the
     *     user
     */
    public <T> Taken<T> take(String command, Workshop workshop, Work<T> work) throws IOException {
        run.settings(); // Where there is no run there is nothing to lock.
        try (RunLock _ = RunLock.take(run)) {
            Settings settings = settings();
            TestImages test = TestImages.open(settings, data);
            TrainedNetwork trained = TrainedNetwork.load(run, settings);
            trained.warning().ifPresent(workshop.progress()::note);
            trained.emptyRanges().ifPresent(workshop.progress()::note);
            trained.zeroVariances().ifPresent(workshop.progress()::note);
            test.differences().forEach(one -> workshop.progress().note("note: " + test.source() + ": " + one));
            Provenance.add(
                    run,
                    new Provenance.Work(
                            command,
                            settings.seed(),
                            workshop.pool().workers(),
                            test.source(),
                            test.differences(),
                            "",
                            test.images().checksum(),
                            trained.weights()));
            RescuingDisk disk = new RescuingDisk(run.disk(), workshop.progress()::note);
            try {
                return new Taken<>(work.of(trained.writingTo(disk), test.images(), workshop), disk);
            } catch (StoppedException e) {
                disk.requireAllInPlace(); // Else nothing would go on from there.
                throw e;
            }
        }
    }

    /** The test images alone: those for training, which a data set is read with, need not stay in memory for hours. */
    private record TestImages(String source, ImageSource images, List<String> differences) {
        static TestImages open(Settings settings, Path data) throws IOException {
            OpenedData opened = OpenedData.open(
                    settings.data().spec(), data, 1, settings.evaluation().testImages());
            return new TestImages(
                    opened.source(), opened.images().test(), opened.images().differences());
        }
    }
}
