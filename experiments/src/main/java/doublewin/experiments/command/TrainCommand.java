package doublewin.experiments.command;

import doublewin.experiments.config.Recipes;
import doublewin.experiments.config.Settings;
import doublewin.experiments.config.SettingsJson;
import doublewin.experiments.data.DataSetSpec;
import doublewin.experiments.data.OpenedData;
import doublewin.experiments.plan.DiskNeed;
import doublewin.experiments.plan.MemoryNeed;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunFolder.Part;
import doublewin.experiments.store.RunLock;
import doublewin.experiments.train.TrainingJob;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
            "Ctrl-C saves a checkpoint at the next step, --stop-after likewise; --resume goes on from it.",
            "The same recipe, settings and seed end in the same bytes, stopped or not, whatever the number of threads."
        })
final class TrainCommand implements Callable<Integer> {
    private static final long FIRST_SEED = 1;

    private final Host host;

    @Spec
    private CommandSpec spec;

    private Optional<String> recipe = Optional.empty();
    private Optional<Long> seed = Optional.empty();
    private Duration saveEvery = TrainingJob.SAVE_EVERY;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Replace a setting of the recipe, such as --set epochs=4; again for more."
                    + " The run's run.json shows all.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Option(
            names = "--resume",
            description =
                    "Go on with the run in the folder. It needs no recipe; where one is given, its settings must be the"
                            + " same.")
    private boolean resume;

    @Option(
            names = "--other-images",
            description = "Train on images that are not the published ones of the data set, and say so in the run.")
    private boolean otherImages;

    @Mixin
    private DataOption data;

    @Mixin
    private RunOptions out;

    @Mixin
    private ComputeOptions compute;

    @Mixin
    private TimeLimit limit;

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
            names = "--recipe",
            paramLabel = "NAME",
            completionCandidates = RecipeNames.class,
            description = "One of ${COMPLETION-CANDIDATES}.")
    void recipe(String name) {
        recipe = Optional.of(name);
    }

    @Option(
            names = "--save-every",
            paramLabel = "TIME",
            description = "Save a checkpoint after so long within an epoch, such as 90s, 10m or 1h30m (default: 10m).")
    void saveEvery(String time) {
        saveEvery = Time.parse(spec, "--save-every", time);
    }

    @Option(names = "--seed", paramLabel = "N", description = "Seed of all random numbers, 0 or more (default: 1).")
    void seed(long value) {
        if (value < 0) {
            throw new ParameterException(spec.commandLine(), "--seed: expected 0 or more, found " + value);
        }
        seed = Optional.of(value);
    }

    @Override
    public Integer call() throws IOException {
        if (!resume && recipe.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "expected --recipe with one of " + String.join(", ", Recipes.NAMES)
                            + ", or --resume with --out and the folder of a run, found neither");
        }
        RunFolder run = folder();
        Settings settings = settings(run);
        if (!resume && run.holdsRun()) {
            throw new CommandException(
                    run.path() + " holds a run already; go on with it by --resume, or name another folder by --out");
        }
        DataSetSpec source = settings.data().spec();
        Path location = resume ? data.location(source, run, host) : data.location(source, host.environment());
        OpenedData opened = open(settings, location);
        if (!resume && !otherImages) {
            opened.requirePublished();
        }
        if (source.isRead()) {
            List<String> differences = opened.images().differences();
            host.err()
                    .println(opened.source() + ": "
                            + (differences.isEmpty()
                                    ? "the official files"
                                    : "not the official files: " + String.join("; ", differences)));
        }
        try (RunLock _ = RunLock.take(run)) {
            train(new TrainingJob(run, settings, opened, saveEvery), compute, limit, host);
        }
        host.out().println("trained: " + run.path());
        return ExitCode.OK;
    }

    private RunFolder folder() {
        if (recipe.isEmpty() && !out.isGiven()) {
            throw new ParameterException(
                    spec.commandLine(), "--resume without --recipe: name the run's folder by --out, found none");
        }
        if (recipe.isEmpty() && (!overrides.isEmpty() || seed.isPresent())) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--set and --seed change a recipe, and a run that is resumed has its own settings; leave them out");
        }
        return new RunFolder(out.folder(recipe.orElse(""), seed.orElse(FIRST_SEED)), host.disk());
    }

    private Settings settings(RunFolder run) throws IOException {
        if (recipe.isEmpty()) {
            return run.settings();
        }
        Settings settings = Recipes.resolve(recipe.get(), overrides, seed.orElse(FIRST_SEED));
        if (resume) {
            requireSame(run, settings);
        }
        return settings;
    }

    /**
     * Opens the images that settings ask for.
     *
     * @throws IOException before that, if the heap is surely too small to train on them
     */
    static OpenedData open(Settings settings, Path location) throws IOException {
        MemoryNeed.ofTraining(settings).require(Runtime.getRuntime().maxMemory());
        return OpenedData.open(
                settings.data().spec(),
                location,
                settings.data().trainImages(),
                settings.evaluation().testImages());
    }

    private static void requireSame(RunFolder run, Settings settings) throws IOException {
        Settings own = run.settings();
        List<String> differences = SettingsJson.differences(own, settings);
        if (!differences.isEmpty()) {
            JsonNode found = SettingsJson.toTree(own);
            JsonNode asked = SettingsJson.toTree(settings);
            throw new CommandException("cannot resume " + run.path() + " with other settings than its own: "
                    + differences.stream()
                            .map(name -> name + " is " + value(found, name) + ", asked for " + value(asked, name))
                            .collect(Collectors.joining("; ")));
        }
    }

    private static String value(JsonNode settings, String name) {
        return settings.has(name) ? settings.get(name).toString() : "not set";
    }

    /** Has a run trained, whose lock is held; a new one where the disk may have room for it. */
    static void train(TrainingJob job, ComputeOptions compute, TimeLimit limit, Host host) throws IOException {
        if (!job.run().has(Part.CHECKPOINT)) {
            Path folder = job.run().path();
            DiskNeed.ofTraining(job.settings()).require(host.disk().usableBytes(folder), folder);
        }
        compute.work(host, limit, workshop -> {
            job.run(workshop);
            return job;
        });
    }
}
