package doublewin.experiments.spark.study;

import doublewin.experiments.report.RunState;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunFolder.Part;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How far the runs of a study are, as their folders tell. */
final class StateTable {
    private static final RunState NONE = new RunState("", false, "-", "-", "-", "-");

    private final StudyFolder folder;
    private final List<StudyRun> runs;
    private final String row;

    StateTable(StudyFolder folder, List<StudyRun> runs) {
        this.folder = folder;
        this.runs = runs;
        int longest = runs.stream().mapToInt(run -> run.name().length()).max().orElseThrow();
        row = "%-" + longest + "s  %-14s %-30s %6s %8s %8s%n";
    }

    /**
     * The table as text.
     *
     * @param ends of the runs that ended, by name
     */
    String text(Map<String, RunEnd> ends) {
        String head = String.format(Locale.ROOT, row, "run", "state", "training", "clean", "diagonal", "average");
        return runs.stream().map(run -> line(run, ends.get(run.name()))).collect(Collectors.joining("", head, ""));
    }

    private String line(StudyRun run, RunEnd end) {
        RunState state = NONE;
        String word = "waiting";
        try {
            RunFolder at = folder.folder(run);
            if (at.has(Part.CONFIGURATION)) {
                state = RunState.of(at);
                word = !state.isWorkedOn() ? word : at.has(Part.OUTCOMES) ? "measuring" : "training";
            }
        } catch (IOException e) {
            word = "being written"; // By an executor, just now; what is really wrong it will tell.
        }
        String told = switch (end) {
            case null -> word;
            case RunEnd.Done _ -> "done";
            case RunEnd.Failed _ -> "failed";
        };
        return String.format(
                Locale.ROOT, row, run.name(), told, state.training(), state.clean(), state.diagonal(), state.average());
    }
}
