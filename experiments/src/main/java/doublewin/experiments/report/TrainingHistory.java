package doublewin.experiments.report;

import doublewin.engine.io.FormatException;
import doublewin.experiments.store.Json;
import doublewin.experiments.store.Metrics;
import doublewin.experiments.store.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * How a training went, from the lines of its metrics.
 *
 * @param steps every step, oldest first
 * @param validations every validation, oldest first
 */
record TrainingHistory(List<Step> steps, List<Look> validations) {
    /**
     * A training step.
     *
     * @param epoch from 0
     * @param iteration in the epoch, from 0
     * @param bits of the precision that was drawn, 0 for full
     * @param loss of the perturbed images
     * @param correct of them, before the update
     * @param images of the step
     */
    record Step(int epoch, int iteration, int bits, double loss, int correct, int images) {}

    /**
     * A validation after an epoch, from 0.
     *
     * @param on what the images are
     * @param bits [precision] that it looked at, 0 for full
     * @param clean [precision] images classified correctly
     * @param robust [precision] images that stay correct under the attack
     */
    record Look(int epoch, String on, int images, List<Integer> bits, List<Integer> clean, List<Integer> robust) {}

    /** Mean loss and accuracy on perturbed training images of one precision in one epoch. */
    record Mean(double loss, double accuracy) {}

    /**
     * Reads the metrics of a run.
     *
     * @param epochs that its settings ask for
     * @throws IOException if they can't be read, or make no history of such a training; the message is for the user
     */
    static TrainingHistory read(RunFolder run, int epochs) throws IOException {
        Path file = run.file(RunFolder.Part.METRICS);
        List<JsonNode> lines = Metrics.read(run);
        TrainingHistory history = Json.asked(file, "lines of training steps and validations", () -> of(lines));
        for (Step step : history.steps) {
            requireRange(file, "epoch", step.epoch, 0, epochs - 1);
            requireRange(file, "images", step.images, 1, Integer.MAX_VALUE);
        }
        for (Look look : history.validations) {
            requireRange(file, "epoch", look.epoch, 0, epochs - 1);
            requireRange(file, "images", look.images, 1, Integer.MAX_VALUE);
            history.requireColumns(file, look);
        }
        return history;
    }

    private static void requireRange(Path file, String key, int value, int low, int high) throws FormatException {
        if (value < low || value > high) {
            throw new FormatException(
                    file, "\"" + key + "\" from " + low + " to " + high + " in every line", Integer.toString(value));
        }
    }

    /** A validation looks at the precisions that the first one looks at, and counts for each. */
    private void requireColumns(Path file, Look look) throws FormatException {
        List<Integer> bits = validations.getFirst().bits();
        if (bits.isEmpty() || !look.bits.equals(bits)) {
            throw new FormatException(
                    file, "\"precisions\" in every validation, the same in all", look.bits + " after " + bits);
        }
        requireCounts(file, "clean", look.clean, bits.size());
        requireCounts(file, "robust", look.robust, bits.size());
    }

    private static void requireCounts(Path file, String key, List<Integer> counts, int size) throws FormatException {
        if (counts.size() != size) {
            throw new FormatException(
                    file,
                    size + " counts as \"" + key + "\" of a validation, one a precision",
                    Integer.toString(counts.size()));
        }
    }

    private static TrainingHistory of(List<JsonNode> lines) {
        List<Step> steps = new ArrayList<>();
        List<Look> validations = new ArrayList<>();
        for (JsonNode line : lines) {
            if (line.has("validation")) {
                validations.add(new Look(
                        line.path("epoch").asInt(),
                        line.path("validation").asString(),
                        line.path("images").asInt(),
                        numbers(line.path("precisions")),
                        numbers(line.path("clean")),
                        numbers(line.path("robust"))));
            } else if (line.has("loss")) {
                steps.add(new Step(
                        line.path("epoch").asInt(),
                        line.path("iteration").asInt(),
                        line.path("precision").asInt(),
                        line.path("loss").asDouble(),
                        line.path("correct").asInt(),
                        line.path("images").asInt()));
            }
        }
        return new TrainingHistory(List.copyOf(steps), List.copyOf(validations));
    }

    private static List<Integer> numbers(JsonNode array) {
        return array.valueStream().map(JsonNode::asInt).toList();
    }

    /** The last step, if there was one. */
    Optional<Step> last() {
        return steps.isEmpty() ? Optional.empty() : Optional.of(steps.getLast());
    }

    /** How many epochs have begun. */
    int epochs() {
        return last().map(step -> step.epoch() + 1).orElse(0);
    }

    /** Means by bit width and epoch; of an epoch that never drew a precision there is none. */
    Map<Integer, Map<Integer, Mean>> means() {
        Map<Integer, Map<Integer, double[]>> sums = new TreeMap<>();
        for (Step step : steps) {
            double[] sum = sums.computeIfAbsent(step.bits(), _ -> new TreeMap<>())
                    .computeIfAbsent(step.epoch(), _ -> new double[3]);
            sum[0] += step.loss() * step.images();
            sum[1] += step.correct();
            sum[2] += step.images();
        }
        Map<Integer, Map<Integer, Mean>> means = new TreeMap<>();
        sums.forEach((bits, byEpoch) -> {
            Map<Integer, Mean> own = new TreeMap<>();
            byEpoch.forEach((epoch, sum) -> own.put(epoch, new Mean(sum[0] / sum[2], sum[1] / sum[2])));
            means.put(bits, own);
        });
        return means;
    }
}
