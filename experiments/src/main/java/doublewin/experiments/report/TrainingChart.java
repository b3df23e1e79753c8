package doublewin.experiments.report;

import doublewin.experiments.report.TrainingHistory.Look;
import doublewin.experiments.report.TrainingHistory.Mean;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Curves over the epochs of a training.
 *
 * @param caption what it shows
 * @param unit of the values
 * @param epochs from 1
 * @param series their labels
 * @param values [series][epoch], null where there is none
 */
record TrainingChart(
        String caption, String unit, List<Integer> epochs, List<String> series, List<List<Double>> values) {
    private static final double PERCENT = 100;

    /** The charts of a run: of its training, and of its validations, as far as its metrics tell of them. */
    static List<TrainingChart> of(String run, TrainingHistory history) {
        List<TrainingChart> charts = new ArrayList<>();
        if (!history.steps().isEmpty()) {
            charts.add(training(
                    run + ": accuracy on perturbed training images by precision",
                    "percent",
                    history,
                    mean -> PERCENT * mean.accuracy()));
            charts.add(training(run + ": loss on perturbed training images by precision", "loss", history, Mean::loss));
        }
        if (!history.validations().isEmpty()) {
            charts.add(validation(run, history));
        }
        return charts;
    }

    private static TrainingChart training(
            String caption, String unit, TrainingHistory history, ToDoubleFunction<Mean> value) {
        List<Integer> epochs = IntStream.range(0, history.epochs()).boxed().toList();
        List<String> series = new ArrayList<>();
        List<List<Double>> values = new ArrayList<>();
        history.means().forEach((bits, byEpoch) -> {
            series.add(label(bits));
            List<Double> own = new ArrayList<>();
            for (int epoch : epochs) {
                Mean mean = byEpoch.get(epoch);
                own.add(mean == null ? null : value.applyAsDouble(mean));
            }
            values.add(own);
        });
        return new TrainingChart(
                caption, unit, epochs.stream().map(epoch -> epoch + 1).toList(), series, values);
    }

    private static TrainingChart validation(String name, TrainingHistory history) {
        List<Look> looks = history.validations();
        List<String> series = new ArrayList<>();
        List<List<Double>> values = new ArrayList<>();
        List<Integer> bits = looks.getFirst().bits();
        for (int i = 0; i < bits.size(); i++) {
            int position = i;
            series.add("clean " + label(bits.get(i)));
            values.add(looks.stream()
                    .map(look -> PERCENT * look.clean().get(position) / look.images())
                    .toList());
            series.add("PGD-10 " + label(bits.get(i)));
            values.add(looks.stream()
                    .map(look -> PERCENT * look.robust().get(position) / look.images())
                    .toList());
        }
        Look first = looks.getFirst();
        return new TrainingChart(
                name + ": validation on " + first.images() + " " + first.on() + " images",
                "percent",
                looks.stream().map(look -> look.epoch() + 1).toList(),
                series,
                values);
    }

    private static String label(int bits) {
        return bits == 0 ? "full" : bits + " bit";
    }

    /** The values as rows of a table. */
    List<Map<String, Object>> rows() {
        return IntStream.range(0, epochs.size())
                .mapToObj(i -> Map.<String, Object>of(
                        "epoch",
                        epochs.get(i),
                        "values",
                        values.stream().map(own -> text(own.get(i))).toList()))
                .toList();
    }

    private static String text(Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, "%.2f", value);
    }

    /** For the script. */
    Map<String, Object> data() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("unit", unit);
        data.put("epochs", epochs);
        data.put("series", series);
        data.put("values", Collections.unmodifiableList(values));
        return data;
    }
}
