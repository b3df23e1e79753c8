package doublewin.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

class TimeTest {
    private static Duration parse(String text) {
        CommandSpec spec = CommandSpec.create();
        new CommandLine(spec);
        return Time.parse(spec, "--save-every", text);
    }

    @ParameterizedTest
    @CsvSource({"90s, 90", "10m, 600", "2h30m, 9000", "1h1s, 3601", "0s, 0"})
    void hoursMinutesAndSecondsInThisOrder(String text, long seconds) {
        assertThat(parse(text)).hasSeconds(seconds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "10", "m", "30m2h", "1.5h", "-1s", "10min"})
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(ParameterException.class)
                .hasMessage("--save-every: expected a time such as 90s, 10m or 2h30m, found '" + text + "'");
    }
}
