package doublewin.experiments.game;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.engine.io.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PayoffTableTest {
    @TempDir
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("matrix.csv"), text);
    }

    @Test
    void readsARunsTable() throws IOException {
        PayoffTable table = PayoffTable.read(file("""
                inference,attack 4,attack 8,average,clean
                4,0.25,0.5,0.375,0.75
                8,1,0,0.5,1
                average,0.625,0.25,0.4375,
                # weights abc, attack PGD-20
                """));
        assertThat(table.inference()).containsExactly("4", "8");
        assertThat(table.attack()).containsExactly("4", "8");
        assertThat(table.payoffs()).isDeepEqualTo(new double[][] {{0.25, 0.5}, {1, 0}});
    }

    @Test
    void readsWhatSomebodyTyped() throws IOException {
        PayoffTable table = PayoffTable.read(file("\"\", 3 , 4, 5\r\n3, 11.2, 34.1, -1e1\r\n\r\nfull, 79.1, 42.8, 0"));
        assertThat(table.inference()).containsExactly("3", "full");
        assertThat(table.attack()).containsExactly("3", "4", "5");
        assertThat(table.payoffs()).isDeepEqualTo(new double[][] {{11.2, 34.1, -10}, {79.1, 42.8, 0}});
    }

    /** As some editors leave it; a comment behind one is none any more, and a table's first row in its place. */
    @Test
    void aByteOrderMarkIsPassedOver() throws IOException {
        PayoffTable table = PayoffTable.read(file("\uFEFF# made up\n,3,4\n3,0.1,0.2\n"));
        assertThat(table.inference()).containsExactly("3");
        assertThat(table.attack()).containsExactly("3", "4");
        assertThat(table.payoffs()).isDeepEqualTo(new double[][] {{0.1, 0.2}});
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | found 0 rows",
                "'a,b' | found 1 rows",
                "'a;3\n4;5' | found 2 rows",
                "'a,3\n4,x' | row 4, column 2: expected a number, found \"x\"",
                "'a,3,4\n4,1' | row 4, column 3: expected a number, found \"\"",
                "'a,3\n4,NaN' | row 4, column 2: expected a number, found \"NaN\"",
                "'a,3\n4,1e999' | row 4, column 2: expected a number, found \"1e999\"",
                "'a,average\n4,1' | expected at least one row and one column beside averages, found 1 and 0",
                "'a,3\naverage,1' | expected at least one row and one column beside averages, found 0 and 1"
            })
    void refusesWhatIsNoTable(String text, String finding) throws IOException {
        Path file = file(text);
        assertThatThrownBy(() -> PayoffTable.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("matrix.csv")
                .hasMessageContaining(finding);
    }

    @Test
    void namesAFileThatIsNotThere() {
        assertThatThrownBy(() -> PayoffTable.read(folder.resolve("none.csv")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("none.csv");
    }
}
