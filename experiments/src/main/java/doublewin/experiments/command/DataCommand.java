package doublewin.experiments.command;

import doublewin.experiments.data.Cifar10;
import doublewin.experiments.data.Cifar10Download;
import doublewin.experiments.data.DataSet;
import doublewin.experiments.terminal.Progress;
import doublewin.experiments.work.StoppedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Fetches CIFAR-10, or checks what is there. */
@Command(
        name = "data",
        header = "Download CIFAR-10, or check a copy of it.",
        description = {
            "Where the path holds CIFAR-10 already, unpacked or as an archive, it is read and checked.",
            "Else the official archive (170 MB) is downloaded into that folder; a download that broke off goes on."
        })
final class DataCommand implements Callable<Integer> {
    private static final long BYTES_A_MEGABYTE = 1_000_000;

    private final Host host;

    @Mixin
    private HelpOption help;

    @Mixin
    private DataOption data;

    DataCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws IOException {
        Path path = data.location(host.environment());
        Path source = isCopy(path) ? path : download(path);
        DataSet set = Cifar10.read(source);
        host.out().println(source + ": " + set.train() + ", " + set.test() + ", SHA-256 " + set.checksum());
        if (!set.differences().isEmpty()) {
            throw new CommandException("not the official files: " + String.join("; ", set.differences()));
        }
        host.out().println("official");
        return ExitCode.OK;
    }

    /** Whether something is there that claims to be CIFAR-10. */
    private static boolean isCopy(Path path) {
        return Files.isRegularFile(path)
                || Files.exists(path.resolve("cifar-10-batches-bin"))
                || Files.exists(path.resolve("test_batch.bin"))
                || Files.exists(path.resolve("data_batch_1.bin"));
    }

    private Path download(Path folder) throws IOException {
        Cifar10Download download = Cifar10Download.official(host.environment());
        Cifar10Download.prepare(folder);
        Progress progress = new Progress(host.err(), host.display());
        host.err().println("source: " + download.source());
        progress.start("download", "MB", 0, download.size() / BYTES_A_MEGABYTE);
        try {
            return download.into(folder, bytes -> {
                progress.update(bytes / BYTES_A_MEGABYTE, "");
                if (host.stop().getAsBoolean()) {
                    throw new StoppedException("stopped; the same command goes on from there");
                }
            });
        } finally {
            progress.end();
        }
    }
}
