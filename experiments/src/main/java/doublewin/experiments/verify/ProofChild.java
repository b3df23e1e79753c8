package doublewin.experiments.verify;

import doublewin.engine.parallel.WorkerPool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** The program that does {@link ProofWork} under a condition, and how it is started. */
public final class ProofChild {
    private static final String SEPARATOR = "\t";

    private ProofChild() {}

    /** Arguments: threads, steps, batch. Prints a line a checksum. */
    public static void main(String[] arguments) {
        int[] numbers = new int[arguments.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Integer.parseInt(arguments[i]);
        }
        try (WorkerPool pool = new WorkerPool(numbers[0])) {
            ProofWork.run(pool, numbers[1], numbers[2])
                    .forEach((what, sum) -> System.out.println(what + SEPARATOR + sum));
        }
    }

    /**
     * Has it done in a JVM of its own.
     *
     * @return checksums by what they are of, in the order in which it came about
     * @throws IOException if that JVM can't be started or fails; the message is for the user
     */
    static SequencedMap<String, String> run(Condition condition) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--add-modules", "jdk.incubator.vector", "-XX:-UseCompactObjectHeaders", "-Xmx512m"));
        command.addAll(condition.flags());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ProofChild.class.getName()));
        for (int number : new int[] {condition.threads(), condition.steps(), condition.batch()}) {
            command.add(Integer.toString(number));
        }
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            SequencedMap<String, String> sums = new LinkedHashMap<>();
            for (String line : process.inputReader().lines().toList()) {
                String[] parts = line.split(SEPARATOR);
                if (parts.length == 2) {
                    sums.put(parts[0], parts[1]);
                }
            }
            int code = process.waitFor();
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
}
