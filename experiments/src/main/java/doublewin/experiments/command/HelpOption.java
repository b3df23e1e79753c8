package doublewin.experiments.command;

import picocli.CommandLine.Option;

/** Every command's help. */
public final class HelpOption {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean asked;
}
