package doublewin.experiments.command;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How long a command may work before it saves and gives way, as a batch queue's wall time or a laptop asks. */
final class TimeLimit {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    private Optional<Duration> limit = Optional.empty();

    @Option(
            names = "--stop-after",
            paramLabel = "TIME",
            description =
                    "Save and exit with code 0 after so long, such as 90s, 45m or 2h30m; the same work can be gone on"
                            + " with later.")
    void limit(String time) {
        limit = Optional.of(Time.parse(spec, "--stop-after", time));
    }

    /** Whether the time is up that begins now. */
    BooleanSupplier startedNow(Host host) {
        long start = host.nanoTime().getAsLong();
        return () -> limit.isPresent()
                && host.nanoTime().getAsLong() - start >= limit.get().toNanos();
    }
}
