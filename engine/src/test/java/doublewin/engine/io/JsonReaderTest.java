package doublewin.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
    @Test
    void readsObjectsArraysAndNumbers() throws FormatException {
        JsonReader json = reader(" { \"a\" : [ ] , \"b\":[0,\t9223372036854775807]\r\n} \n");
        List<Object> found = new ArrayList<>();
        json.beginObject();
        for (int i = 0; json.hasMore('}', i); i++) {
            found.add(json.name());
            json.beginArray();
            for (int k = 0; json.hasMore(']', k); k++) {
                found.add(json.natural());
            }
        }
        json.end();

        assertThat(found).containsExactly("a", "b", 0L, Long.MAX_VALUE);
    }

    @Test
    void resolvesEscapes() throws FormatException {
        assertThat(reader("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u20AC\\ud83d\\ude00\u00e9\"")
                        .string())
                .isEqualTo("\"\\/\b\f\n\r\t\u00e9\u20ac\ud83d\ude00\u00e9");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"",
                "\"a",
                "\"\\",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"\\u\uff11234\"",
                "\"\n\"",
                "\"\\ud800\"",
                "\"\\ude00\\ud83d\"",
                "\"\\ud800\\ud800\"",
                "'a'",
                "a",
                "",
                "1"
            })
    void refusesBrokenStrings(String text) {
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> reader(text).string());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1",
                "+1",
                "1.5",
                "1e3",
                "2E5",
                "01",
                "00",
                "9223372036854775808",
                "99999999999999999999",
                "",
                "x",
                "\"1\"",
                "\uff11"
            })
    void refusesWhatIsNoNaturalNumber(String text) {
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> reader(text).natural());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1,]", "[,1]", "[1 2]", "[1", "[", "[1}", "{1]", "[1]]"})
    void refusesBrokenArrays(String text) {
        assertThatExceptionOfType(FormatException.class).isThrownBy(() -> {
            JsonReader json = reader(text);
            json.beginArray();
            for (int i = 0; json.hasMore(']', i); i++) {
                json.natural();
            }
            json.end();
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{x      | f: expected a string at character 1 of the header, found 'x'",
                "{\"x\"  | f: expected ':' after a name at character 4 of the header, found its end",
            })
    void namesThePlace(String text, String message) {
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> {
                    JsonReader json = reader(text);
                    json.beginObject();
                    json.hasMore('}', 0);
                    json.name();
                })
                .withMessage(message);
    }

    private static JsonReader reader(String text) {
        return new JsonReader(Path.of("f"), text);
    }
}
