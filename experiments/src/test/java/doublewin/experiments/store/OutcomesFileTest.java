package doublewin.experiments.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.evaluate.Candidate;
import doublewin.dwq.evaluate.Columns;
import doublewin.dwq.evaluate.Outcomes;
import doublewin.dwq.evaluate.Twin;
import doublewin.engine.io.FormatException;
import doublewin.experiments.store.RunFolder.Part;
import doublewin.nn.Precision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutcomesFileTest {
    private static final PrecisionSet SET = PrecisionSet.parse("4,8");
    private static final Origin ORIGIN = new Origin("w", "i", "direct", 1, "quick", new TreeMap<>());

    @TempDir
    private Path folder;

    private static Outcomes table(Candidate candidate) {
        return new Outcomes(Columns.of(SET, Twin.ENSEMBLE), List.of(candidate), 3);
    }

    /** A third written in full comes back to the bit; and tables of two mixtures are two tables. */
    @Test
    void theWeightsOfAMixtureTellTablesApart() throws IOException {
        RunFolder run = new RunFolder(folder, Disk.FILES);
        Candidate third = new Candidate("EOT", Candidate.Aim.MIXTURE, SET, List.of(1 / 3.0, 2 / 3.0));
        Candidate half = new Candidate("EOT", Candidate.Aim.MIXTURE, SET, List.of(0.5, 0.5));
        OutcomesFile file = OutcomesFile.open(run, Part.OUTCOMES_GAME, ORIGIN, table(third));
        file.outcomes().of(1).enter(0, new boolean[3][3], new GradientFindings());
        file.save();
        Outcomes read = OutcomesFile.read(run, Part.OUTCOMES_GAME).outcomes();
        assertThat(read.attacked()).containsExactly(third);
        assertThat(read.doneCount()).isEqualTo(3);

        OutcomesFile other = OutcomesFile.open(run, Part.OUTCOMES_GAME, ORIGIN, table(half));
        assertThat(other.outcomes().doneCount()).isZero();
        other.save();
        assertThat(OutcomesFile.open(run, Part.OUTCOMES_GAME, ORIGIN, table(third))
                        .outcomes()
                        .doneCount())
                .isEqualTo(3);
    }

    /** The uniform mixture's header is what it was before mixtures had weights. */
    @Test
    void theUniformMixtureHasNone() throws IOException {
        RunFolder run = new RunFolder(folder, Disk.FILES);
        Candidate uniform = new Candidate("EOT", Candidate.Aim.MIXTURE, SET);
        OutcomesFile.open(run, Part.OUTCOMES_QUICK, ORIGIN, table(uniform)).save();
        String bytes = Files.readString(run.file(Part.OUTCOMES_QUICK), StandardCharsets.ISO_8859_1);
        assertThat(bytes)
                .contains(
                        "\"candidates\":[{\"attack\":\"EOT\",\"aim\":\"mixture\",\"against\":[4,8]}],\"ensemble\":true,"
                                + "\"images\":3");
        assertThat(OutcomesFile.read(run, Part.OUTCOMES_QUICK).outcomes().attacked())
                .containsExactly(uniform);
    }

    /** A table from before full precision had a column is read as it is; who measures with one begins another table. */
    @Test
    void tablesWithAndWithoutAColumnOfFullPrecisionAreTwoTables() throws IOException {
        RunFolder run = new RunFolder(folder, Disk.FILES);
        Candidate uniform = new Candidate("EOT", Candidate.Aim.MIXTURE, SET);
        Candidate full = Candidate.at("APGD-CE", Precision.FULL);
        OutcomesFile old = OutcomesFile.open(run, Part.OUTCOMES_QUICK, ORIGIN, table(uniform));
        old.outcomes().of(1).enter(0, new boolean[3][3], new GradientFindings());
        old.save();
        Outcomes read = OutcomesFile.read(run, Part.OUTCOMES_QUICK).outcomes();
        assertThat(read.columns()).isEqualTo(Columns.of(SET, Twin.ENSEMBLE));
        byte[] before = run.read(Part.OUTCOMES_QUICK);

        Outcomes wider = new Outcomes(Columns.withTwins(SET), List.of(uniform, full), 3);
        OutcomesFile file = OutcomesFile.open(run, Part.OUTCOMES_QUICK, ORIGIN, wider);
        assertThat(file.outcomes().doneCount()).isZero();
        file.outcomes().of(2).enter(0, new boolean[][] {{false}, {false}, {false}, {true}}, new GradientFindings());
        file.save();
        assertThat(Files.readString(run.file(Part.OUTCOMES_QUICK), StandardCharsets.ISO_8859_1))
                .contains("{\"attack\":\"APGD-CE\",\"aim\":\"precision\",\"against\":[0]}],\"ensemble\":true,"
                        + "\"fullPrecision\":true,\"images\":3");
        Outcomes again = OutcomesFile.read(run, Part.OUTCOMES_QUICK).outcomes();
        assertThat(again.columns()).isEqualTo(Columns.withTwins(SET));
        assertThat(again.attacked()).containsExactly(uniform, full);
        assertThat(again.of(2).isCorrect(3, 0)).isTrue();
        assertThat(OutcomesFile.open(run, Part.OUTCOMES_QUICK, ORIGIN, table(uniform))
                        .outcomes()
                        .doneCount())
                .isEqualTo(3);
        assertThat(run.file(Part.OUTCOMES_QUICK)).hasBinaryContent(before);
    }

    /** Damage is seen, whichever bit it meets, and whoever asks. */
    @Test
    void everyFlippedBitAndEveryShorterLengthIsRefused() throws IOException {
        RunFolder run = new RunFolder(folder, Disk.FILES);
        Candidate uniform = new Candidate("EOT", Candidate.Aim.MIXTURE, SET);
        OutcomesFile file = OutcomesFile.open(run, Part.OUTCOMES_QUICK, ORIGIN, table(uniform));
        file.outcomes().of(1).enter(0, new boolean[3][3], new GradientFindings());
        file.save();
        byte[] good = run.read(Part.OUTCOMES_QUICK);
        for (int bit = 0; bit < good.length * Byte.SIZE; bit++) {
            byte[] damaged = good.clone();
            damaged[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            requireRefused(run, damaged, uniform, "bit " + bit);
        }
        for (int length = 0; length < good.length; length++) {
            requireRefused(run, Arrays.copyOf(good, length), uniform, "length " + length);
        }
    }

    private static void requireRefused(RunFolder run, byte[] damaged, Candidate candidate, String what)
            throws IOException {
        Path path = run.file(Part.OUTCOMES_QUICK);
        Files.write(path, damaged);
        assertThatThrownBy(() -> OutcomesFile.read(run, Part.OUTCOMES_QUICK))
                .as(what)
                .isInstanceOf(FormatException.class)
                .hasMessageContaining(path.toString());
        assertThatThrownBy(() -> OutcomesFile.open(run, Part.OUTCOMES_QUICK, ORIGIN, table(candidate)))
                .as(what)
                .isInstanceOf(FormatException.class)
                .hasMessageContaining(path.toString());
        assertThat(path).hasBinaryContent(damaged);
    }
}
