package doublewin.experiments.verify;

import doublewin.engine.parallel.WorkerPool;
import doublewin.experiments.work.StoppedException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The program that does {@link ProofWork} under a condition, and how it is started. */
public final class ProofChild {
    private static final String SEPARATOR = "\t";
    private static final long LOOK_MILLIS = 100;
    private static final int NUMBERS = 3;
    private static final String WATCHED = "watched";

    /** What JVMs take flags from beside their command line. */
    private static final List<String> FLAGS_FOR_ALL = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    private ProofChild() {}

    /** Arguments: threads, steps, batch, and {@link #WATCHED} to end when standard input does. Prints a line a checksum. */
    public static void main(String[] arguments) {
        int[] numbers = new int[NUMBERS];
        for (int i = 0; i < NUMBERS; i++) {
            numbers[i] = Integer.parseInt(arguments[i]);
        }
        if (arguments.length > NUMBERS) {
            Thread.ofPlatform().daemon().start(ProofChild::endWithTheParent);
        }
        try (WorkerPool pool = new WorkerPool(numbers[0])) {
            ProofWork.run(pool, numbers[1], numbers[2])
                    .forEach((what, sum) -> System.out.println(what + SEPARATOR + sum));
        }
    }

    /** Whoever started this one, and was killed, wants no more of it: then its end of the pipe is closed. */
    private static void endWithTheParent() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // The pipe is gone, which is the same.
        }
        Runtime.getRuntime().halt(1);
    }

    /**
     * Has it done in a JVM of its own, to which the flags of the condition alone count, and none that the environment has for all
     * JVMs.
     *
     * @param stop asked whether to end it
     * @return checksums by what they are of, in the order in which it came about
     * @throws StoppedException when the user asked to stop
     * @throws IOException if that JVM can't be started or fails; the message is for the user
     */
    static SequencedMap<String, String> run(Condition condition, BooleanSupplier stop) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--add-modules", "jdk.incubator.vector", "-XX:-UseCompactObjectHeaders", "-Xmx512m"));
        command.addAll(condition.flags());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ProofChild.class.getName()));
        for (int number : new int[] {condition.threads(), condition.steps(), condition.batch()}) {
            command.add(Integer.toString(number));
        }
        List<String> watched = new ArrayList<>(command);
        watched.add(WATCHED);
        ProcessBuilder builder = new ProcessBuilder(watched).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeAll(FLAGS_FOR_ALL);
        Process process = builder.start();
        try {
            CompletableFuture<List<String>> printed = CompletableFuture.supplyAsync(
                    () -> process.inputReader().lines().toList(),
                    work -> Thread.ofVirtual().start(work));
            while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                requireNoStop(stop);
            }
            requireNoStop(stop); // Ctrl-C ends both.
            SequencedMap<String, String> sums = new LinkedHashMap<>();
            for (String line : printed.join()) {
                String[] parts = line.split(SEPARATOR);
                if (parts.length == 2) {
                    sums.put(parts[0], parts[1]);
                }
            }
            int code = process.exitValue();
            if (code != 0 || sums.isEmpty()) {
                throw new IOException("under \"" + condition.title() + "\" the JVM ended with exit code " + code
                        + ", expected 0 and checksums; by itself: " + String.join(" ", command));
            }
            return sums;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a JVM works under \"" + condition.title() + "\"", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static void requireNoStop(BooleanSupplier stop) throws StoppedException {
        if (stop.getAsBoolean()) {
            throw new StoppedException("stopped; the same command begins again");
        }
    }
}
