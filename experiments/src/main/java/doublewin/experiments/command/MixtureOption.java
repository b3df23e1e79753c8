package doublewin.experiments.command;

import doublewin.dwq.PrecisionMixture;
import doublewin.dwq.PrecisionSet;
import doublewin.experiments.evaluate.PrecisionGame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import picocli.CommandLine.TypeConversionException;

/** What the defender draws precisions from. */
final class MixtureOption {
    private static final Pattern NUMBER = Pattern.compile("\\s*[+-]?[0-9.]+([eE][+-]?[0-9]+)?\\s*");

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--mixture",
            paramLabel = "FILE|LIST",
            description =
                    "What the defender draws from under random precision inference: the best mixture of a game.json,"
                            + " or a weight for each precision, such as 0.2,0.3,0.5; the attacker draws uniformly"
                            + " (default: both draw uniformly).")
    private String text;

    boolean isGiven() {
        return text != null;
    }

    /**
     * The mixture of a set of precisions.
     *
     * @throws ParameterException if a list is no mixture of them
     * @throws IOException if a file can't be read or holds none of them; the message is for the user
     */
    PrecisionMixture of(PrecisionSet precisions, Map<String, String> environment) throws IOException {
        if (!isGiven()) {
            return PrecisionMixture.uniform(precisions);
        }
        Optional<List<Double>> list = list();
        if (list.isEmpty()) {
            return PrecisionGame.mixture(path(environment), precisions);
        }
        try {
            return PrecisionMixture.of(precisions, list.get());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--mixture: " + e.getMessage(), e);
        }
    }

    private Path path(Map<String, String> environment) {
        try {
            return UserPath.of(text, environment);
        } catch (TypeConversionException e) {
            throw new ParameterException(spec.commandLine(), "--mixture: " + e.getMessage(), e);
        }
    }

    /** The numbers of a list; nothing if it is none, and so names a file. */
    private Optional<List<Double>> list() {
        List<String> items = Arrays.asList(text.split(",", -1));
        if (!items.stream().allMatch(NUMBER.asMatchPredicate())) {
            return Optional.empty();
        }
        try {
            return Optional.of(items.stream().map(Double::parseDouble).toList());
        } catch (NumberFormatException e) {
            return Optional.empty(); // such as 1.2.3, the name of a file
        }
    }
}
