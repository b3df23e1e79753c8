package doublewin.experiments.command;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a new run lands. */
final class RunOptions {
    /** Runs are folders in this one, unless users say otherwise. */
    static final Path DEFAULT_PARENT = Path.of("runs");

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The run's folder (default: runs/RECIPE-seedN in the current folder).")
    private Path out;

    boolean isGiven() {
        return out != null;
    }

    Path folder(String recipe, long seed) {
        return out != null ? out : DEFAULT_PARENT.resolve(recipe + "-seed" + seed);
    }
}
