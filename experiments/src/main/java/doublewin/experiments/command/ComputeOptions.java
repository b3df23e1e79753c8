package doublewin.experiments.command;

import doublewin.engine.parallel.WorkerPool;
import doublewin.experiments.job.Workshop;
import doublewin.experiments.terminal.Progress;
import java.io.IOException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How many threads compute. Results do not depend on it. */
final class ComputeOptions {
    private static final int MAX_THREADS = 1024;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    private int threads = Runtime.getRuntime().availableProcessors();

    /** Work that needs a workshop. */
    @FunctionalInterface
    interface Work<T> {
        T in(Workshop workshop) throws IOException;
    }

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads that compute; results do not depend on their number (default: one a processor).")
    void threads(int number) {
        threads = OptionRange.require(spec, "--threads", number, 1, MAX_THREADS);
    }

    int threads() {
        return threads;
    }

    /** Does work with a pool of so many threads. */
    <T> T work(Host host, Work<T> work) throws IOException {
        try (WorkerPool pool = new WorkerPool(threads)) {
            return work.in(new Workshop(pool, new Progress(host.err(), host.display()), host.stop()));
        }
    }
}
