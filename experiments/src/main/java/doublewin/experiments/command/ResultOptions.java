package doublewin.experiments.command;

import doublewin.experiments.config.EvaluationProtocol;
import doublewin.experiments.evaluate.Measurement;
import doublewin.experiments.store.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which run is measured, on which images, and by which protocol. */
final class ResultOptions {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--run", required = true, paramLabel = "DIR", description = "The folder of a trained run.")
    private Path run;

    private Optional<Integer> images = Optional.empty();
    private Optional<Double> epsilon = Optional.empty();
    private Optional<String> precisions = Optional.empty();

    @Mixin
    private DataOption data = new DataOption();

    @Option(
            names = "--images",
            paramLabel = "N",
            description = "How many of the first test images to use (default: the run's setting testImages).")
    void images(int number) {
        images = Optional.of(OptionRange.require(spec, "--images", number, 1, Integer.MAX_VALUE));
    }

    @Option(
            names = "--eps",
            paramLabel = "N",
            description = "Largest perturbation of a pixel, N of N/255 (default: the run's setting attackEpsilon).")
    void epsilon(double value) {
        epsilon = Optional.of(value);
    }

    @Option(
            names = "--precisions",
            paramLabel = "SET",
            description = "Precisions of attacks and inference, such as 4..16 or 4,8"
                    + " (default: the run's setting evaluationPrecisions).")
    void precisions(String set) {
        precisions = Optional.of(set);
    }

    /** The given protocol, but for what the user asks otherwise. */
    private EvaluationProtocol protocol(EvaluationProtocol given) {
        EvaluationProtocol asked = images.map(given::withImages).orElse(given);
        asked = epsilon.map(asked::withEpsilon).orElse(asked);
        return precisions.map(asked::withPrecisions).orElse(asked);
    }

    RunFolder folder(Host host) {
        return new RunFolder(run, host.disk());
    }

    /** The measurement that the options ask for. */
    Measurement measurement(RunFolder folder, Host host) throws IOException {
        Path location = data.location(folder.settings().data().spec(), folder, host);
        return new Measurement(folder, this::protocol, location);
    }

    /** The measurement that the options ask for, with another number of images in place of the run's own. */
    Measurement measurement(RunFolder folder, Host host, int number) throws IOException {
        Path location = data.location(folder.settings().data().spec(), folder, host);
        return new Measurement(folder, own -> protocol(own.withImages(number)), location);
    }

    /** The measurement that the options ask for, with other images and precisions in place of the run's own. */
    Measurement measurement(RunFolder folder, Host host, int number, String set) throws IOException {
        Path location = data.location(folder.settings().data().spec(), folder, host);
        return new Measurement(folder, own -> protocol(own.withImages(number).withPrecisions(set)), location);
    }
}
