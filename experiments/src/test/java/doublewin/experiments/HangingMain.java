package doublewin.experiments;

import doublewin.engine.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Looks for a request once, as work does, and then computes for a while, writes to a slow disk, or hangs in a read. */
final class HangingMain {
    private HangingMain() {}

    /**
     * Arguments: patience in milliseconds, and a pipe to hang at; or a time in milliseconds to compute for, or, where anything
     * follows, to write for.
     */
    public static void main(String[] arguments) throws IOException {
        Duration patience = Duration.ofMillis(Long.parseLong(arguments[0]));
        Interruption interruption = Interruption.watch(System.err, patience);
        interruption.isRequested();
        System.err.println("looked");
        Path pipe = Path.of(arguments[1]);
        if (Files.exists(pipe)) {
            Files.readAllBytes(pipe);
            return;
        }
        if (arguments.length > 2) {
            Duration slow = Duration.ofMillis(Long.parseLong(arguments[1]));
            interruption.waitingFor((file, content) -> sleep(slow)).replace(pipe, AtomicFile.Content.of(new byte[0]));
            System.err.println(interruption.isRequested() ? "was asked to stop" : "was not");
            return;
        }
        long end = System.nanoTime()
                + Duration.ofMillis(Long.parseLong(arguments[1])).toNanos();
        double sum = 0;
        while (System.nanoTime() < end) {
            sum += Math.sqrt(sum + 1);
        }
        System.err.println(sum > 0 && interruption.isRequested() ? "was asked to stop" : "was not");
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
