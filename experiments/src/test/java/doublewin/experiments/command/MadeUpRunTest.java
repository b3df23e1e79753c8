package doublewin.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.evaluate.Candidate;
import doublewin.dwq.evaluate.CandidateOutcomes;
import doublewin.dwq.evaluate.Columns;
import doublewin.dwq.evaluate.Outcomes;
import doublewin.experiments.config.Recipes;
import doublewin.experiments.store.Disk;
import doublewin.experiments.store.Origin;
import doublewin.experiments.store.OutcomesFile;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunFolder.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that are whole, and of which no training or measurement is the origin: a list of runs tells of them and goes on. */
class MadeUpRunTest {
    private static final PrecisionSet SET = PrecisionSet.parse("4,8");
    private static final int IMAGES = 4;

    @TempDir
    private Path folder;

    private RunFolder run;

    @BeforeEach
    void create() throws IOException {
        run = run("made-up");
        run("next");
    }

    private RunFolder run(String name) throws IOException {
        RunFolder made = new RunFolder(folder.resolve(name), Disk.FILES);
        made.createFolder();
        made.create(Recipes.resolve("demo", Map.of("epochs", "2"), 1));
        return made;
    }

    /** The run is told of by one line, the one after it by a row. */
    private void requireListed(String... parts) {
        Shell.Outcome outcome = Shell.USUAL.run("runs", "--in", folder.toString());
        assertThat(outcome.code()).as(outcome.err()).isZero();
        List<String> lines = outcome.out().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(1)).startsWith("made-up: ").contains(parts);
        assertThat(lines.get(2)).startsWith("next  ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'validation':'test'} | 'images' from 1 to 2147483647 in every line, found 0",
                "{'epoch':0,'validation':'test','images':5} | 'precisions' in every validation, the same in all",
                "{'epoch':0,'validation':'test','precisions':[4,8],'clean':[1],'robust':[1,1],'images':5} | 2 counts as"
                        + " 'clean' of a validation, one a precision, found 1",
                "{'epoch':0,'validation':'test','precisions':[4,8],'clean':[1,1],'robust':[],'images':5} | 2 counts as"
                        + " 'robust' of a validation, one a precision, found 0",
                "{'epoch':2,'validation':'test','precisions':[4],'clean':[1],'robust':[1],'images':5} | 'epoch' from 0"
                        + " to 1 in every line, found 2",
                "{'epoch':0,'iteration':0,'precision':4,'loss':1.5,'correct':0,'images':0} | 'images' from 1 to"
                        + " 2147483647 in every line, found 0",
                "{'epoch':-1,'iteration':0,'precision':4,'loss':1.5,'correct':0,'images':8} | 'epoch' from 0 to 1",
            })
    void metricsThatTellOfNoTraining(String line, String message) throws IOException {
        Path file = Files.writeString(run.file(Part.METRICS), line.replace('\'', '"') + "\n");
        requireListed(file + ": expected " + message.replace('\'', '"'));
    }

    @Test
    void validationsOfOtherPrecisions() throws IOException {
        String first =
                "{\"epoch\":0,\"validation\":\"test\",\"precisions\":[4,8],\"clean\":[1,1],\"robust\":[1,0],\"images\":5}";
        String second = first.replace("[4,8]", "[4,6]").replace("\"epoch\":0", "\"epoch\":1");
        Path file = Files.writeString(run.file(Part.METRICS), first + "\n" + second + "\n");
        requireListed(file + ": expected \"precisions\" in every validation", "found [4, 6] after [4, 8]");
    }

    private void write(Outcomes outcomes) throws IOException {
        Origin origin = new Origin("w", "i", "direct", 1, "PGD-20", new TreeMap<>());
        OutcomesFile file = OutcomesFile.open(run, Part.OUTCOMES, origin, outcomes);
        for (CandidateOutcomes candidate : file.outcomes().candidates()) {
            candidate.enter(0, new boolean[SET.size()][IMAGES], new GradientFindings());
        }
        file.save();
    }

    private void requireNoMap(String found) {
        String message = run.file(Part.OUTCOMES)
                + ": expected \"attacks\" or \"candidates\" of which the first attack was at each of the precisions 4,8,"
                + " found '" + found + "'; remove or rename the file";
        requireListed(message);
        for (String command : List.of("report", "game")) {
            Shell.Outcome outcome = Shell.USUAL.run(command, "--run", run.path().toString());
            assertThat(outcome.code()).isEqualTo(1);
            assertThat(outcome.err()).contains(message).doesNotContain("an error in the program");
        }
    }

    @Test
    void outcomesOfNoAttack() throws IOException {
        write(Outcomes.atEachPrecision(SET, List.of(), IMAGES));
        requireNoMap("[]");
    }

    @Test
    void outcomesOfAnAttackAtOnePrecisionOfTwo() throws IOException {
        Candidate four = new Candidate("PGD", Candidate.Aim.PRECISION, PrecisionSet.parse("4"));
        write(new Outcomes(Columns.of(SET), List.of(four), IMAGES));
        requireNoMap("[PGD at 4 bit]");
    }
}
