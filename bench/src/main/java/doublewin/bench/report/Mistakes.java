package doublewin.bench.report;

import doublewin.bench.ladder.mistake.Mistake;
import doublewin.bench.ladder.mistake.MistakeCosts;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Times each mistake in a virtual machine of its own, with this one's flags. */
final class Mistakes {
    /** Asks a virtual machine for the costs of one mistake, by its name. */
    static final String CHILD = "--mistake";

    private Mistakes() {}

    /** Runs all of them, and prints a line for each. */
    static void run(PrintStream out) throws IOException, InterruptedException {
        out.println(
                "mistake                                                 right us  wrong us  times  objects, KiB  its sign");
        for (Mistake mistake : Mistake.values()) {
            String[] figures = child(mistake).split(" ");
            double right = Double.parseDouble(figures[0]);
            double wrong = Double.parseDouble(figures[1]);
            out.printf(
                    Locale.ROOT,
                    "%-54s %9.2f %9.2f %6.1f %13d  %s%n",
                    mistake.title(),
                    right / 1000,
                    wrong / 1000,
                    wrong / right,
                    Long.parseLong(figures[2]) >> 10,
                    mistake.sign());
        }
    }

    /** What a child prints of a mistake: nanoseconds right and wrong, and bytes of objects. */
    static String figures(String name) {
        MistakeCosts costs = MistakeCosts.of(Mistake.valueOf(name).make());
        return costs.rightNanos() + " " + costs.wrongNanos() + " " + costs.wrongBytes();
    }

    private static String child(Mistake mistake) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        line.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), Main.class.getName(), "ladder", CHILD, mistake.name()));
        Process process = new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IOException("a virtual machine for " + mistake.title() + " ended with exit code "
                    + process.exitValue() + ", expected 0; it printed: " + printed);
        }
        return printed;
    }
}
