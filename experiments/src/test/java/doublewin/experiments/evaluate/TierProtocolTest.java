package doublewin.experiments.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.evaluate.Outcomes;
import doublewin.engine.io.FormatException;
import doublewin.experiments.config.EvaluationProtocol;
import doublewin.experiments.config.Recipes;
import doublewin.experiments.store.Disk;
import doublewin.experiments.store.Origin;
import doublewin.experiments.store.OutcomesFile;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunFolder.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The protocol that a tier's outcomes tell, which anybody may have written. */
class TierProtocolTest {
    private static final EvaluationProtocol OWN =
            Recipes.resolve("demo", Map.of(), 1).evaluation();

    @TempDir
    private Path folder;

    private RunFolder run(Map<String, String> parameters) throws IOException {
        RunFolder run = new RunFolder(folder, Disk.FILES);
        Origin origin = new Origin("w", "i", "direct", 1, "quick", new TreeMap<>(parameters));
        PrecisionSet precisions = PrecisionSet.parse("4,8");
        OutcomesFile.open(run, Part.OUTCOMES_QUICK, origin, Outcomes.atEachPrecision(precisions, List.of("APGD-CE"), 4))
                .save();
        return run;
    }

    @Test
    void isThatOfTheTable() throws IOException {
        RunFolder run = run(Map.of("APGD-CE.epsilon", "2.0", "APGD-CE.steps", "5"));
        assertThat(AttackedAgain.protocol(run, Tier.QUICK).apply(OWN))
                .isEqualTo(OWN.withImages(4).withPrecisions("4,8").withEpsilon(2));
    }

    @ParameterizedTest
    @CsvSource({"eight", "NaN", "-1", "256", "''"})
    void aBoundThatIsNoneIsToldOf(String epsilon) throws IOException {
        RunFolder run = run(Map.of("APGD-CE.epsilon", epsilon));
        assertThatThrownBy(() -> AttackedAgain.protocol(run, Tier.QUICK))
                .isInstanceOf(FormatException.class)
                .hasMessage(run.file(Part.OUTCOMES_QUICK)
                        + ": expected a number from 0 to 255 at attackParameters/APGD-CE.epsilon, found '" + epsilon
                        + "'");
    }

    @Test
    void soIsOneThatIsNotThere() throws IOException {
        RunFolder run = run(Map.of("APGD-CE.steps", "5"));
        assertThatThrownBy(() -> AttackedAgain.protocol(run, Tier.QUICK))
                .isInstanceOf(FormatException.class)
                .hasMessage(run.file(Part.OUTCOMES_QUICK)
                        + ": expected a bound at attackParameters/....epsilon, found none among '[APGD-CE.steps]'");
    }
}
