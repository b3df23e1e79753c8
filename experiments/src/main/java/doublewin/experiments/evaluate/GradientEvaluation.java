package doublewin.experiments.evaluate;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.PrecisionModel;
import doublewin.dwq.attack.Workspace;
import doublewin.dwq.compare.Comparison;
import doublewin.dwq.compare.PrecisionComparison;
import doublewin.dwq.evaluate.OutcomeEvaluation;
import doublewin.engine.tensor.Arena;
import doublewin.experiments.config.ResultNames;
import doublewin.experiments.config.Settings;
import doublewin.experiments.statistics.ComparisonStatistics;
import doublewin.experiments.store.Origin;
import doublewin.experiments.work.StoppedException;
import doublewin.experiments.work.Workshop;
import doublewin.nn.data.BatchLoader;
import doublewin.nn.data.ImageSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Why attacks on a run transfer poorly between precisions: how alike their gradients and adversarial examples are. It is a
 * matter of minutes, so nothing is kept of work that is stopped.
 */
public final class GradientEvaluation {
    private static final String STOPPED = "stopped; nothing is kept of gradients, the same command begins anew";

    private GradientEvaluation() {}

    /**
     * What was found.
     *
     * @param precisions compared
     * @param comparison image by image
     * @param statistics of it
     * @param otherSeed of the adversarial examples that only differ by their random starts
     */
    public record Result(
            PrecisionSet precisions, Comparison comparison, ComparisonStatistics statistics, long otherSeed) {
        /** How many images were attacked: those that all precisions have right when clean. */
        public int attacked() {
            return comparison.perturbations().cosine().images();
        }

        /** How many images have gradients that can be compared. */
        public int directed() {
            return comparison.gradients().cosine().images();
        }
    }

    /**
     * Compares the precisions, and writes what is found into the run's folder.
     *
     * @param images all test images to use
     * @throws StoppedException when the user asked to stop
     * @throws IOException if nothing can be compared, or something can't be written; the message is for the user
     */
    public static Result run(TrainedNetwork trained, ImageSource images, Workshop workshop) throws IOException {
        Settings settings = trained.settings();
        PrecisionSet precisions = settings.evaluation().precisions();
        long otherSeed = settings.seed() + 1;
        Comparison comparison = compare(trained, images, otherSeed, workshop);
        requireSome(
                comparison.gradients().cosine().images(),
                trained,
                "each of the " + comparison.images()
                        + " images has a gradient at some precision that is zero or not finite; \"doublewin flags\" tells more");
        requireSome(
                comparison.perturbations().cosine().images(),
                trained,
                "none of the " + comparison.images() + " images is classified correctly at all of the precisions "
                        + precisions + ", so none is attacked; train for longer, or use more images (--images)");
        Result result = new Result(precisions, comparison, ComparisonStatistics.of(comparison), otherSeed);
        Origin origin = trained.origin(
                images,
                ResultNames.attack(settings.evaluation()),
                settings.evaluation().attack().parameters());
        GradientFiles.write(result, trained, origin);
        return result;
    }

    private static void requireSome(int images, TrainedNetwork trained, String otherwise) throws IOException {
        if (images == 0) {
            throw new IOException(trained.run().path() + ": " + otherwise);
        }
    }

    private static Comparison compare(TrainedNetwork trained, ImageSource images, long otherSeed, Workshop workshop) {
        Settings settings = trained.settings();
        PrecisionSet precisions = settings.evaluation().precisions();
        Workspace workspace = new Workspace(workshop.pool(), new Arena());
        int classes = settings.data().spec().classNames().size();
        List<PrecisionModel> models = precisions.asList().stream()
                .map(precision -> new PrecisionModel(trained.network(), classes, precision, workspace))
                .toList();
        PrecisionComparison comparison = new PrecisionComparison(
                precisions, models, settings.evaluation().attack(), settings.seed(), otherSeed, workspace);
        BatchLoader loader = settings.data().spec().loader(images);
        int atOnce = OutcomeEvaluation.IMAGES_AT_ONCE;
        int blocks = (images.size() + atOnce - 1) / atOnce;
        Steps steps = new Steps(workshop, (long) blocks * comparison.parts());
        List<Comparison> parts = new ArrayList<>();
        workshop.progress().start("comparing", "steps", 0, steps.total);
        try {
            for (int first = 0; first < images.size(); first += atOnce) {
                int[] ids = IntStream.range(first, Math.min(images.size(), first + atOnce))
                        .toArray();
                parts.add(comparison.of(Batch.of(loader, ids), steps));
            }
        } finally {
            workshop.progress().end();
        }
        return Comparison.join(parts);
    }

    /** Counts what is done, and gives way to the user's wish to stop. */
    private static final class Steps implements Runnable {
        private final Workshop workshop;
        private final long total;
        private long done;

        Steps(Workshop workshop, long total) {
            this.workshop = workshop;
            this.total = total;
        }

        @Override
        public void run() {
            done++;
            workshop.progress().update(done, "");
            if (done < total && workshop.stop().getAsBoolean()) {
                throw new StoppedException(STOPPED);
            }
        }
    }
}
