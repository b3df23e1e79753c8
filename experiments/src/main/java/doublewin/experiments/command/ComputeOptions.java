package doublewin.experiments.command;

import doublewin.experiments.terminal.Progress;
import doublewin.experiments.work.StoppedException;
import doublewin.experiments.work.Workshop;
import java.io.IOException;
import java.util.function.BooleanSupplier;
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

    /** Has a job done by so many threads. */
    <T> T work(Host host, Workshop.Job<T> job) throws IOException {
        return Workshop.open(threads, new Progress(host.err(), host.display()), host.stop(), job);
    }

    /**
     * Has a job done that may take only so long.
     *
     * @throws TimeIsUpException when it took as long
     */
    <T> T work(Host host, TimeLimit limit, Workshop.Job<T> job) throws IOException {
        BooleanSupplier timeIsUp = limit.startedNow(host);
        BooleanSupplier stop = () -> host.stop().getAsBoolean() || timeIsUp.getAsBoolean();
        try {
            return Workshop.open(threads, new Progress(host.err(), host.display()), stop, job);
        } catch (StoppedException e) {
            if (host.stop().getAsBoolean()) {
                throw e;
            }
            throw new TimeIsUpException("the time is up: " + e.getMessage(), e);
        }
    }
}
