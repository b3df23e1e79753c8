package doublewin.experiments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Looks for a request once, as work does, and then computes for a while, or hangs in a read. */
final class HangingMain {
    private HangingMain() {}

    /** Arguments: patience in milliseconds, and a pipe to hang at, or a time in milliseconds to compute for. */
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
        long end = System.nanoTime()
                + Duration.ofMillis(Long.parseLong(arguments[1])).toNanos();
        double sum = 0;
        while (System.nanoTime() < end) {
            sum += Math.sqrt(sum + 1);
        }
        System.err.println(sum > 0 && interruption.isRequested() ? "was asked to stop" : "was not");
    }
}
