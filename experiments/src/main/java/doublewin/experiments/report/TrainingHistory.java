package doublewin.experiments.report;

import doublewin.experiments.store.Json;
import doublewin.experiments.store.Metrics;
import doublewin.experiments.store.RunFolder;
import java.io.IOException;
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

    static TrainingHistory read(RunFolder run) throws IOException {
        List<JsonNode> lines = Metrics.read(run);
        return Json.asked(run.file(RunFolder.Part.METRICS), "lines of training steps and validations", () -> of(lines));
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
