package doublewin.experiments.command;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Times as users write them. */
final class Time {
    private static final Pattern TIME = Pattern.compile("(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,6})s)?");

    private Time() {}

    /** A time such as {@code 90s}, {@code 10m} or {@code 2h30m}. */
    static Duration parse(CommandSpec spec, String option, String text) {
        Matcher matcher = TIME.matcher(text.strip());
        if (!matcher.matches() || matcher.group().isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), option + ": expected a time such as 90s, 10m or 2h30m, found '" + text + "'");
        }
        return Duration.ofHours(number(matcher, 1))
                .plusMinutes(number(matcher, 2))
                .plusSeconds(number(matcher, 3));
    }

    private static long number(Matcher matcher, int group) {
        return matcher.group(group) == null ? 0 : Long.parseLong(matcher.group(group));
    }
}
