package doublewin.experiments.train;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.Pgd;
import doublewin.dwq.evaluate.CleanAccuracy;
import doublewin.dwq.evaluate.EvaluationSubject;
import doublewin.dwq.evaluate.OutcomeEvaluation;
import doublewin.dwq.evaluate.Outcomes;
import doublewin.dwq.evaluate.RobustAccuracy;
import doublewin.experiments.config.Settings;
import doublewin.experiments.config.Validation;
import doublewin.experiments.store.Metrics;
import doublewin.experiments.store.Metrics.ValidationResult;
import doublewin.experiments.store.TransferFiles;
import doublewin.experiments.work.StoppedException;
import doublewin.experiments.work.Workshop;
import doublewin.nn.Layer;
import doublewin.nn.Precision;
import doublewin.nn.data.ImageSource;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Looks at a network between epochs. It draws from keys of the evaluation and works in evaluation mode, so that what is
 * trained is the same with it and without, but for images that it holds out.
 */
final class ValidationPass {
    private static final int ATTACK = 0;

    private final Settings settings;
    private final Layer network;
    private final ImageSource images;
    private final Workshop workshop;

    /** A pass over the images that the settings name. */
    ValidationPass(Settings settings, Layer network, ImageSource heldOut, ImageSource test, Workshop workshop) {
        this.settings = settings;
        this.network = network;
        this.images = settings.validation().validate() == Validation.Images.HELD_OUT
                ? heldOut
                : test.subset(0, Math.min(test.size(), Validation.TEST_IMAGES));
        this.workshop = workshop;
    }

    /**
     * Looks at the network after so many epochs, and tells user and metrics.
     *
     * @param stopped made when the user asks to stop in the middle, which leaves no trace
     */
    void after(int epochs, Metrics metrics, Supplier<StoppedException> stopped) throws IOException {
        ValidationResult result = measure(epochs, stopped);
        metrics.addValidation(epochs - 1, result);
        workshop.progress()
                .note("validation after epoch " + epochs + ": clean " + percent(result.clean()) + ", PGD-10 "
                        + percent(result.robust()) + " % at "
                        + String.join(", ", TransferFiles.labels(result.precisions()))
                        + " bit, on " + result.images() + " " + result.on() + " images");
    }

    private ValidationResult measure(int epochs, Supplier<StoppedException> stopped) {
        PrecisionSet precisions = Validation.precisions(settings.evaluation().precisions());
        int size = images.size();
        int[] clean = new int[precisions.size()];
        int[] robust = new int[precisions.size()];
        workshop.progress().end();
        workshop.progress().start("validation", "images", 0, (long) precisions.size() * size);
        try {
            for (int i = 0; i < precisions.size(); i++) {
                int before = i * size;
                boolean last = i == precisions.size() - 1;
                Outcomes outcomes = complete(precisions.get(i), done -> {
                    workshop.progress().update((long) before + done, "after epoch " + epochs);
                    if (!(last && done == size) && workshop.stop().getAsBoolean()) {
                        throw stopped.get();
                    }
                });
                clean[i] = CleanAccuracy.of(outcomes)[0];
                robust[i] = RobustAccuracy.of(outcomes, ATTACK)[0];
            }
        } finally {
            workshop.progress().end();
        }
        return new ValidationResult(
                Settings.written(settings.validation().validate()), size, precisions, clean, robust);
    }

    private Outcomes complete(Precision precision, IntConsumer progress) {
        EvaluationSubject subject =
                new EvaluationSubject(network, settings.data().spec().loader(images), images.size(), workshop.pool());
        Pgd attack = Validation.attack(settings.evaluation());
        OutcomeEvaluation evaluation =
                new OutcomeEvaluation(subject, PrecisionSet.of(precision), List.of(attack), settings.seed());
        Outcomes outcomes = evaluation.emptyTable();
        evaluation.complete(Outcomes.CLEAN, 0, images.size(), outcomes, _ -> {});
        evaluation.complete(outcomes.attacked(ATTACK, 0), 0, images.size(), outcomes, progress);
        return outcomes;
    }

    private String percent(int[] counts) {
        return Arrays.stream(counts)
                .mapToObj(count -> String.format(Locale.ROOT, "%.1f", 100.0 * count / images.size()))
                .collect(Collectors.joining("/"));
    }
}
