package doublewin.experiments.evaluate;

import doublewin.engine.io.FileProblem;
import doublewin.engine.io.SafetensorsFile;
import doublewin.experiments.config.Recipes;
import doublewin.experiments.config.Settings;
import doublewin.experiments.store.Checkpoint;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunFolder.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Weights of a known network that nobody trained here: they get a folder that is measured as an exported run is. */
public final class GivenWeights {
    /** Metadata of weights that are settings under the same name. */
    private static final List<String> TELLING = List.of("network", "depth", "width", "norm", "numerics", "data");

    private static final String SEED = "seed";
    private static final long FIRST_SEED = 1;

    private GivenWeights() {}

    /**
     * Fills a folder with the weights and with settings, unless it holds them already.
     *
     * @param file in the safetensors format, with the official names
     * @param told settings that the file's metadata do not tell, as the user wrote them
     * @param target the folder
     * @throws IOException if the file can't be read, does not fit the network that is told, or the folder holds something
     *     else; the message is for the user
     */
    public static void into(RunFolder target, Path file, Map<String, String> told) throws IOException {
        Settings settings = settings(file, told);
        Checkpoint.read(file, settings).restore(settings.build());
        byte[] weights;
        try {
            weights = Files.readAllBytes(file);
        } catch (IOException e) {
            throw FileProblem.explain("read", file, e);
        }
        if (target.holdsRun()) {
            requireSame(target, file, settings, weights);
            return;
        }
        target.createFolder();
        target.write(Part.WEIGHTS, weights);
        target.create(settings);
    }

    private static void requireSame(RunFolder target, Path file, Settings settings, byte[] weights) throws IOException {
        boolean same = target.isExport()
                && target.settings().equals(settings)
                && Arrays.equals(target.read(Part.WEIGHTS), weights);
        if (!same) {
            throw new IOException(target.path() + " holds another run than the weights of " + file
                    + " under these settings; name a folder of their own by --out");
        }
    }

    private static Settings settings(Path file, Map<String, String> told) throws IOException {
        try (SafetensorsFile stored = SafetensorsFile.open(file)) {
            Map<String, String> metadata = stored.metadata();
            Map<String, String> all = new HashMap<>();
            for (String key : TELLING) {
                if (metadata.containsKey(key)) {
                    all.put(key, metadata.get(key));
                }
            }
            if (metadata.containsKey("precisions")) {
                all.put("trainPrecisions", metadata.get("precisions"));
            }
            all.putAll(told);
            return Recipes.given(all, seed(metadata.get(SEED)));
        }
    }

    /** Another program's metadata may well mean something else by the word. */
    private static long seed(String stored) {
        try {
            return stored == null ? FIRST_SEED : Math.max(0, Long.parseLong(stored));
        } catch (NumberFormatException e) {
            return FIRST_SEED;
        }
    }
}
