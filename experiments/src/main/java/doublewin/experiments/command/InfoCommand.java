package doublewin.experiments.command;

import doublewin.experiments.data.OpenedData;
import doublewin.experiments.store.Machine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what a run would use. */
@Command(name = "info", header = "Show the Java machine, the computer, and what a run would use.")
final class InfoCommand implements Callable<Integer> {
    private static final double BYTES_A_GIB = 1L << 30;

    private final Host host;

    @Mixin
    private DataOption data;

    @Mixin
    private ComputeOptions compute;

    InfoCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        Machine machine = Machine.current();
        Path location = OpenedData.archiveIn(data.location(host.environment()));
        line("version", machine.version());
        line("JDK", machine.jdk());
        line("JVM flags", String.join(" ", machine.flags()));
        line("system", machine.system());
        line("processor", machine.cpu());
        line("vector width", machine.vectorBits() + " bit");
        line("cores", Integer.toString(machine.cores()));
        line("threads", compute.threads() + " would be used (--threads)");
        line("memory", gibibytes(machine.memory()));
        line("heap", gibibytes(machine.heap()) + " at most (DOUBLEWIN_HEAP)");
        String remark = Files.exists(location) ? "" : ", which does not exist (\"doublewin data\" gets it)";
        line("CIFAR-10", location + remark);
        line("runs", RunOptions.DEFAULT_PARENT.toAbsolutePath().toString());
        return ExitCode.OK;
    }

    private void line(String what, String value) {
        host.out().printf(Locale.ROOT, "%-13s %s%n", what, value);
    }

    private static String gibibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", bytes / BYTES_A_GIB);
    }
}
