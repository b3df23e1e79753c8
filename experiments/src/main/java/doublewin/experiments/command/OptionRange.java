package doublewin.experiments.command;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Checks numbers of the command line. */
final class OptionRange {
    private OptionRange() {}

    static int require(CommandSpec spec, String option, int value, int low, int high) {
        if (value < low || value > high) {
            throw new ParameterException(
                    spec.commandLine(), option + ": expected " + low + " to " + high + ", found " + value);
        }
        return value;
    }
}
