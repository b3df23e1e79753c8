package doublewin.experiments.command;

import doublewin.experiments.job.TrainedNetwork;
import doublewin.experiments.job.Workshop;
import doublewin.experiments.recipe.Settings;
import doublewin.experiments.run.Provenance;
import doublewin.experiments.run.RunFolder;
import doublewin.nn.data.ImageSet;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which run is measured, and on how many images. */
final class ResultOptions {
    private static final int MAX_IMAGES = 10_000;
    private static final int AS_SET = 0;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--run", required = true, paramLabel = "DIR", description = "The folder of a trained run.")
    private Path run;

    private int images = AS_SET;

    @Mixin
    private DataOption data = new DataOption();

    @Option(
            names = "--images",
            paramLabel = "N",
            description = "How many of the first test images to use (default: the run's setting testImages).")
    void images(int number) {
        images = OptionRange.require(spec, "--images", number, 1, MAX_IMAGES);
    }

    RunFolder folder(Host host) {
        return new RunFolder(run, host.disk());
    }

    /** What a command does with a trained network and test images. */
    @FunctionalInterface
    interface Measurement<T> {
        T of(TrainedNetwork trained, ImageSet images, Workshop workshop) throws IOException;
    }

    /** Opens the test images that are asked for, measures, and tells provenance of it. */
    <T> T measure(String command, RunFolder folder, ComputeOptions compute, Host host, Measurement<T> measurement)
            throws IOException {
        Settings settings = folder.settings();
        int count = images == AS_SET ? settings.testImages() : images;
        DataOption.Opened opened = data.open(settings, 1, count, host.environment());
        ImageSet test = opened.images().test();
        return compute.work(host, workshop -> {
            TrainedNetwork trained = TrainedNetwork.load(folder, settings, workshop);
            T result = measurement.of(trained, test, workshop);
            Provenance.add(
                    folder,
                    new Provenance.Work(
                            command,
                            settings.seed(),
                            compute.threads(),
                            opened.source(),
                            "",
                            test.checksum(),
                            trained.checksum()));
            return result;
        });
    }
}
