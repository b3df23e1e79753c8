package doublewin.experiments.report;

import doublewin.dwq.evaluate.Outcomes;
import doublewin.dwq.evaluate.TransferMatrix;
import doublewin.experiments.config.Settings;
import doublewin.experiments.report.TrainingHistory.Look;
import doublewin.experiments.report.TrainingHistory.Step;
import doublewin.experiments.store.OutcomesFile;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunFolder.Part;
import doublewin.experiments.store.RunLock;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A run in a line of a list.
 *
 * @param recipe that it came from
 * @param isWorkedOn whether a process works on it just now
 * @param training how far it came, such as {@code epoch 4 of 15, 22 %}, or {@code complete, 15 epochs, map 40 %}
 * @param clean mean accuracy on clean images in percent, or a dash
 * @param diagonal mean accuracy under attack at the precision of inference, or a dash
 * @param average mean accuracy of all pairs of precisions, or a dash
 */
public record RunState(
        String recipe, boolean isWorkedOn, String training, String clean, String diagonal, String average) {
    private static final String NONE = "-";
    private static final int ATTACK = 0;

    /** The state of a run. */
    public static RunState of(RunFolder run) throws IOException {
        Settings settings = run.settings();
        TrainingHistory history = TrainingHistory.read(run, settings.training().epochs());
        Optional<Outcomes> map = run.has(Part.OUTCOMES)
                ? Optional.of(OutcomesFile.readMap(run, Part.OUTCOMES).outcomes())
                : Optional.empty();
        List<String> accuracies = accuracies(map, history);
        return new RunState(
                settings.recipe(),
                RunLock.isTaken(run),
                training(run, settings, history)
                        + map.filter(begun -> !begun.isComplete())
                                .map(RunState::measured)
                                .orElse(""),
                accuracies.get(0),
                accuracies.get(1),
                accuracies.get(2));
    }

    private static String training(RunFolder run, Settings settings, TrainingHistory history) {
        if (run.isExport()) {
            return "exported weights";
        }
        Optional<Step> last = history.last();
        if (last.isEmpty()) {
            return "not begun";
        }
        int epochs = settings.training().epochs();
        int batch = settings.training().batch();
        int iterations = (settings.imagesTrainedOn() + batch - 1) / batch;
        long done = (long) last.get().epoch() * iterations + last.get().iteration() + 1;
        long all = (long) epochs * iterations;
        return done == all
                ? "complete, " + epochs + " epochs"
                : "epoch " + (last.get().epoch() + 1) + " of " + epochs + ", " + 100 * done / all + " %";
    }

    private static String measured(Outcomes outcomes) {
        return ", map " + 100L * outcomes.doneCount() / outcomes.totalCount() + " %";
    }

    private static List<String> accuracies(Optional<Outcomes> map, TrainingHistory history) {
        if (map.isPresent() && map.get().isComplete()) {
            TransferMatrix matrix = TransferMatrix.of(map.get(), ATTACK);
            int size = map.get().precisions().size();
            return List.of(
                    percent(mean(size, matrix::cleanAccuracy)),
                    percent(mean(size, i -> matrix.accuracy(i, i))),
                    percent(matrix.overallAverage()));
        }
        if (history.validations().isEmpty()) {
            return List.of(NONE, NONE, NONE);
        }
        Look look = history.validations().getLast();
        return List.of(starred(look.clean(), look.images()), starred(look.robust(), look.images()), NONE);
    }

    private static double mean(int size, IntToDoubleFunction value) {
        return IntStream.range(0, size).mapToDouble(value).average().orElseThrow();
    }

    private static String starred(List<Integer> counts, int images) {
        double mean = counts.stream().mapToInt(count -> count).average().orElseThrow();
        return percent(mean / images) + "*";
    }

    private static String percent(double fraction) {
        return String.format(Locale.ROOT, "%.1f", 100 * fraction);
    }
}
