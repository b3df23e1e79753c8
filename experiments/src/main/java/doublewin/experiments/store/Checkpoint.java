package doublewin.experiments.store;

import doublewin.dwq.train.TrainingPosition;
import doublewin.engine.io.AtomicFile;
import doublewin.engine.io.FormatException;
import doublewin.engine.io.NamedArray;
import doublewin.engine.io.SafetensorsFile;
import doublewin.engine.io.SafetensorsWriter;
import doublewin.engine.tensor.Tensor;
import doublewin.experiments.config.NetworkSettings;
import doublewin.experiments.config.Recipes;
import doublewin.experiments.config.Settings;
import doublewin.experiments.store.RunFolder.Part;
import doublewin.nn.Module;
import doublewin.nn.StateDict;
import doublewin.nn.StateMismatchException;
import doublewin.nn.optimise.Sgd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * All that training needs to go on, in one safetensors file: parameters and buffers under their official names,
 * velocities as {@code momentum.NAME}, and, as metadata, network and position. Its bytes are a function of settings,
 * data and position; they hold no time, no path and no number of threads.
 *
 * <p>The file tells its own digest, so that damage is seen. A file without metadata, such as converted official weights, can
 * be evaluated but not resumed.
 */
public final class Checkpoint {
    private static final String VELOCITY = "momentum.";
    private static final String EPOCH = "epoch";
    private static final String ITERATION = "iteration";
    private static final String JUDGED_EPOCHS = "judged_epochs";
    private static final String BEST_CORRECT = "best_correct";
    private static final String BITS_VERSION = "bitsVersion";

    /**
     * Counts up when the same settings, data and seed give other bits than before; docs/bits.md tells why. Files from before
     * there was a count say nothing of it, and mean 1.
     */
    static final int CURRENT_BITS = 1;

    private final Path file;
    private final Map<String, String> metadata;
    private final Map<String, Tensor> tensors;
    private final Map<String, Tensor> velocities;

    private Checkpoint(
            Path file, Map<String, String> metadata, Map<String, Tensor> tensors, Map<String, Tensor> velocities) {
        this.file = file;
        this.metadata = metadata;
        this.tensors = tensors;
        this.velocities = velocities;
    }

    /** Writes a run's network, velocities and position, and keeps the checkpoint before it. */
    public static void save(
            RunFolder run, Settings settings, Module network, Map<String, Tensor> velocities, TrainingState state)
            throws IOException {
        run.replace(Part.CHECKPOINT, Part.CHECKPOINT_PREVIOUS, content(settings, network, velocities, state));
    }

    /** Writes network, velocities and position to any file. */
    public static void save(
            Disk disk,
            Path file,
            Settings settings,
            Module network,
            Map<String, Tensor> velocities,
            TrainingState state)
            throws IOException {
        disk.replace(file, content(settings, network, velocities, state));
    }

    private static AtomicFile.Content content(
            Settings settings, Module network, Map<String, Tensor> velocities, TrainingState state) {
        List<NamedArray> arrays = new ArrayList<>();
        StateDict.of(network).tensors().forEach((name, tensor) -> arrays.add(array(name, tensor)));
        velocities.forEach((name, tensor) -> arrays.add(array(VELOCITY + name, tensor)));
        Map<String, String> metadata = identity(settings);
        metadata.put(EPOCH, Integer.toString(state.position().epoch()));
        metadata.put(ITERATION, Integer.toString(state.position().iteration()));
        metadata.put(JUDGED_EPOCHS, Integer.toString(state.judgedEpochs()));
        metadata.put(BEST_CORRECT, Integer.toString(state.bestCorrect()));
        return channel -> SafetensorsWriter.writeWithDigest(channel, arrays, metadata);
    }

    private static NamedArray array(String name, Tensor tensor) {
        return new NamedArray.Floats(name, tensor.shape(), tensor.toArray());
    }

    /** What tells networks, and runs with equal networks, apart. */
    private static Map<String, String> identity(Settings settings) {
        Map<String, String> identity = new TreeMap<>();
        NetworkSettings network = settings.network();
        identity.put("network", network.network());
        identity.putAll(network.spec().identity(network.depth(), network.width()));
        identity.put("norm", Settings.written(network.norm()));
        identity.put("numerics", Settings.written(network.numerics()));
        identity.put("precisions", network.trainPrecisions());
        identity.put("data", settings.data().data());
        if (!settings.recipe().equals(Recipes.GIVEN)) { // Who trained given weights may mean anything by the word.
            identity.put("seed", Long.toString(settings.seed()));
        }
        identity.put(BITS_VERSION, Integer.toString(CURRENT_BITS));
        return identity;
    }

    /**
     * The newest checkpoint of a run that is whole, which then stands in the newest one's place: the next saving keeps what
     * stands there. One that is skipped is kept under a name that says so: it may be only a disk that can't be read now.
     *
     * @param note is told which one was skipped, why, and where it is
     * @return empty where the run has none
     * @throws IOException if none of those that it has can be read, is whole and of the run; the message is that of the newest
     */
    public static Optional<Checkpoint> newest(RunFolder run, Settings settings, Consumer<String> note)
            throws IOException {
        Path file = run.file(Part.CHECKPOINT);
        IOException problem;
        try {
            if (run.has(Part.CHECKPOINT)) {
                return Optional.of(read(file, settings));
            }
            problem = new FormatException(file, "a checkpoint", "none");
        } catch (IOException unreadable) {
            problem = unreadable;
        }
        if (!run.has(Part.CHECKPOINT_PREVIOUS)) {
            if (run.has(Part.CHECKPOINT)) {
                throw problem;
            }
            return Optional.empty();
        }
        Checkpoint before;
        try {
            before = read(run.file(Part.CHECKPOINT_PREVIOUS), settings);
        } catch (IOException alike) {
            problem.addSuppressed(alike);
            throw problem;
        }
        String kept = run.has(Part.CHECKPOINT)
                ? "; the skipped one is kept as " + run.putAside(Part.CHECKPOINT, "skipped")
                : "";
        run.move(Part.CHECKPOINT_PREVIOUS, Part.CHECKPOINT);
        note.accept(problem.getMessage() + "; skipped, going on from " + Part.CHECKPOINT_PREVIOUS.fileName()
                + " before it" + kept);
        return Optional.of(before);
    }

    /**
     * Reads a checkpoint of a run.
     *
     * @throws IOException naming the file, if it can't be read, is damaged, or is that of another network, precision
     *     set or run
     */
    public static Checkpoint read(Path file, Settings settings) throws IOException {
        try (SafetensorsFile stored = SafetensorsFile.open(file)) {
            requireIdentity(file, stored.metadata(), settings);
            if (!stored.requireDigest() && stored.metadata().containsKey(BITS_VERSION)) {
                throw new FormatException(file, "the digest that every checkpoint with a bitsVersion tells", "none");
            }
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            Map<String, Tensor> velocities = new LinkedHashMap<>();
            for (String name : stored.names()) {
                if (name.endsWith("num_batches_tracked")) {
                    continue; // The only whole numbers of an official file, and of no use here.
                }
                Tensor tensor = Tensor.of(stored.shape(name), stored.floats(name));
                if (name.startsWith(VELOCITY)) {
                    velocities.put(name.substring(VELOCITY.length()), tensor);
                } else {
                    tensors.put(name, tensor);
                }
            }
            return new Checkpoint(file, Map.copyOf(stored.metadata()), tensors, velocities);
        }
    }

    private static void requireIdentity(Path file, Map<String, String> metadata, Settings settings)
            throws FormatException {
        List<String> expected = new ArrayList<>();
        List<String> found = new ArrayList<>();
        identity(settings).forEach((key, value) -> {
            String stored = metadata.get(key);
            if (stored != null && !stored.equals(value)) {
                expected.add(key + " " + value);
                found.add(key + " " + FormatException.quote(stored));
            }
        });
        if (!expected.isEmpty()) {
            throw new FormatException(
                    file, "a checkpoint with " + String.join(", ", expected), String.join(", ", found));
        }
    }

    /** Copies the tensors into a network, all or none. */
    public void restore(Module network) throws StateMismatchException {
        StateDict.of(network).load(file.toString(), tensors);
    }

    /** Gives an optimiser the velocities. */
    public void restore(Sgd optimiser) throws StateMismatchException {
        optimiser.restoreVelocities(file.toString(), velocities);
    }

    /** Where the training stood that wrote a checkpoint, if it says so; read without its tensors. */
    public static Optional<TrainingState> stateOf(Path file, Settings settings) throws IOException {
        try (SafetensorsFile stored = SafetensorsFile.open(file)) {
            requireIdentity(file, stored.metadata(), settings);
            Checkpoint header = new Checkpoint(file, Map.copyOf(stored.metadata()), Map.of(), Map.of());
            boolean told = header.metadata.containsKey(EPOCH) && header.metadata.containsKey(ITERATION);
            return told ? Optional.of(header.state()) : Optional.empty(); // Others count epochs, too, in their own way.
        }
    }

    /** Where the training stood. */
    public TrainingState state() throws FormatException {
        return new TrainingState(
                new TrainingPosition(number(EPOCH), number(ITERATION)), number(JUDGED_EPOCHS), number(BEST_CORRECT));
    }

    private int number(String key) throws FormatException {
        String value = metadata.get(key);
        try {
            return Integer.parseInt(value == null ? "" : value);
        } catch (NumberFormatException e) {
            throw new FormatException(
                    file,
                    "the training's position, a whole number as metadata '" + key + "'",
                    value == null ? "none" : FormatException.quote(value));
        }
    }
}
