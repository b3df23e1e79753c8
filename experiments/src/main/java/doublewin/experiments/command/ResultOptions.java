package doublewin.experiments.command;

import doublewin.experiments.config.EvaluationProtocol;
import doublewin.experiments.evaluate.GivenWeights;
import doublewin.experiments.evaluate.Measurement;
import doublewin.experiments.plan.MemoryNeed;
import doublewin.experiments.store.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which run is measured, on which images, and by which protocol. */
final class ResultOptions {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--run", paramLabel = "DIR", description = "The folder of a trained run.")
    private Path run;

    @ArgGroup(exclusive = false)
    private Model model;

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

    /** Weights of a known network, and where their results go. */
    private static final class Model {
        @Option(
                names = "--model",
                required = true,
                paramLabel = "FILE",
                description =
                        "Weights in the safetensors format in place of a run. They get a folder that later commands"
                                + " can name by --run.")
        private Path file;

        @Option(
                names = "--set",
                paramLabel = "KEY=VALUE",
                description =
                        "What the file does not tell of the network: network, depth, width, norm, trainPrecisions.")
        private Map<String, String> told = new LinkedHashMap<>();

        @Option(
                names = "--out",
                paramLabel = "DIR",
                description = "The folder of results of --model (default: runs/FILE without its ending).")
        private Path out;
    }

    /** The run, or the folder that given weights are put into. */
    RunFolder folder(Host host) throws IOException {
        if ((run == null) == (model == null)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "expected --run with the folder of a trained run, or --model with weights, found "
                            + (run == null ? "neither" : "both"));
        }
        if (model == null) {
            return new RunFolder(run, host.disk());
        }
        RunFolder folder = new RunFolder(model.out != null ? model.out : folderOf(model.file), host.disk());
        GivenWeights.into(folder, model.file, model.told);
        return folder;
    }

    private Path folderOf(Path weights) {
        Path name = weights.getFileName();
        if (name == null) {
            throw new ParameterException(
                    spec.commandLine(), "expected --model with a file of weights, found the folder " + weights);
        }
        return RunOptions.DEFAULT_PARENT.resolve(name.toString().replaceFirst("(?<=.)\\.[^.]*$", ""));
    }

    /** The measurement that the options ask for. */
    Measurement measurement(RunFolder folder, Host host) throws IOException {
        return measurement(folder, host, this::protocol);
    }

    /** The measurement that the options ask for, with another number of images in place of the run's own. */
    Measurement measurement(RunFolder folder, Host host, int number) throws IOException {
        return measurement(folder, host, own -> protocol(own.withImages(number)));
    }

    /** The measurement that the options ask for, with other images and precisions in place of the run's own. */
    Measurement measurement(RunFolder folder, Host host, int number, String set) throws IOException {
        return measurement(folder, host, own -> protocol(own.withImages(number).withPrecisions(set)));
    }

    private Measurement measurement(RunFolder folder, Host host, UnaryOperator<EvaluationProtocol> asked)
            throws IOException {
        Path location = data.location(folder.settings().data().spec(), folder, host);
        Measurement measurement = new Measurement(folder, asked, location);
        MemoryNeed.ofMeasurement(measurement.settings())
                .require(Runtime.getRuntime().maxMemory());
        return measurement;
    }
}
