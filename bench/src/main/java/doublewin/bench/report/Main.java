package doublewin.bench.report;

import java.io.IOException;
import java.util.Arrays;
import picocli.CommandLine;

/** Where {@code ./doublewin bench} starts. */
public final class Main {
    private static final String JMH = "jmh";

    private Main() {}

    /** Runs the measurements, or JMH with all arguments behind {@code jmh}. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length > 0 && arguments[0].equals(JMH)) {
            org.openjdk.jmh.Main.main(Arrays.copyOfRange(arguments, 1, arguments.length));
            return;
        }
        CommandLine line = new CommandLine(new BenchCommand()).addSubcommand(new LadderCommand());
        line.setUsageHelpAutoWidth(true);
        line.setParameterExceptionHandler((problem, args) -> {
            System.err.println("doublewin: " + problem.getMessage() + " (doublewin bench --help shows what there is)");
            return 2;
        });
        line.setExecutionExceptionHandler((problem, command, parsed) -> {
            if (problem instanceof IOException || problem instanceof IllegalArgumentException) {
                System.err.println("doublewin: " + problem.getMessage());
                return 1;
            }
            throw problem;
        });
        System.exit(line.execute(arguments));
    }
}
