package doublewin.experiments.command;

import doublewin.experiments.job.Training;
import doublewin.experiments.recipe.Recipes;
import doublewin.experiments.recipe.Settings;
import doublewin.experiments.recipe.SettingsJson;
import doublewin.experiments.run.Provenance;
import doublewin.experiments.run.RunFolder;
import doublewin.experiments.run.RunLock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Trains a recipe's network. */
@Command(
        name = "train",
        header = "Train a network by a recipe.",
        description = {
            "The run's folder gets the resolved settings, a line of metrics a step, and a checkpoint an epoch.",
            "Ctrl-C saves a checkpoint at the next step; --resume goes on from it.",
            "The same recipe, settings and seed end in the same bytes, stopped or not, whatever the number of threads."
        })
final class TrainCommand implements Callable<Integer> {
    private final Host host;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--recipe",
            required = true,
            paramLabel = "NAME",
            completionCandidates = RecipeNames.class,
            description = "One of ${COMPLETION-CANDIDATES}.")
    private String recipe;

    private long seed = 1;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Replace a setting of the recipe, such as --set epochs=4; again for more."
                    + " The run's run.json shows all.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Option(names = "--resume", description = "Go on with the run in the folder; its settings must be the same.")
    private boolean resume;

    @Mixin
    private DataOption data;

    @Mixin
    private RunOptions out;

    @Mixin
    private ComputeOptions compute;

    TrainCommand(Host host) {
        this.host = host;
    }

    /** The recipes, for help and completion. */
    static final class RecipeNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Recipes.NAMES.iterator();
        }
    }

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of all random numbers, 0 or more (default: ${DEFAULT-VALUE}).")
    void seed(long value) {
        if (value < 0) {
            throw new ParameterException(spec.commandLine(), "--seed: expected 0 or more, found " + value);
        }
        seed = value;
    }

    @Override
    public Integer call() throws IOException {
        Settings settings = Recipes.resolve(recipe, overrides, seed);
        Path folder = out.folder(settings.recipe(), seed);
        RunFolder run = new RunFolder(folder, host.disk());
        if (resume) {
            requireSame(run, settings);
        } else if (run.holdsRun()) {
            throw new CommandException(
                    folder + " holds a run already; go on with it by --resume, or name another folder by --out");
        }
        DataOption.Opened opened =
                data.open(settings, settings.trainImages(), settings.testImages(), host.environment());
        try (RunLock _ = RunLock.take(run)) {
            train(run, settings, opened, compute, host);
        }
        host.out().println("trained: " + folder);
        return ExitCode.OK;
    }

    private static void requireSame(RunFolder run, Settings settings) throws IOException {
        Settings own = run.settings();
        List<String> differences = SettingsJson.differences(own, settings);
        if (!differences.isEmpty()) {
            JsonNode found = SettingsJson.toTree(own);
            JsonNode asked = SettingsJson.toTree(settings);
            throw new CommandException("cannot resume " + run.path() + " with other settings than its own: "
                    + differences.stream()
                            .map(name -> name + " is " + found.get(name) + ", asked for " + asked.get(name))
                            .collect(Collectors.joining("; ")));
        }
    }

    /** Trains a new run, or one whose settings were found to be these, while its lock is held. */
    static void train(RunFolder run, Settings settings, DataOption.Opened opened, ComputeOptions compute, Host host)
            throws IOException {
        Provenance.Work work = new Provenance.Work(
                "train",
                settings.seed(),
                compute.threads(),
                opened.source(),
                opened.images().train().checksum(),
                opened.images().test().checksum(),
                "");
        if (run.has(RunFolder.Part.CONFIGURATION)) {
            Provenance.requireSameTrainingData(run, work.trainChecksum());
        } else {
            run.create(settings);
        }
        if (settings.selection() == Settings.Selection.TEST) {
            host.err()
                    .println("note: weights are selected on the test images, the published way, which overstates"
                            + " results; selection=held-out sets training images aside instead");
        }
        compute.work(host, workshop -> {
            Training training = Training.open(run, settings, opened.images(), workshop);
            Provenance.add(run, work);
            training.toEnd();
            return null;
        });
    }
}
