package doublewin.experiments.evaluate;

import doublewin.dwq.evaluate.CandidateOutcomes;
import doublewin.dwq.evaluate.OutcomeEvaluation;
import doublewin.dwq.evaluate.Outcomes;
import doublewin.experiments.config.Settings;
import doublewin.experiments.store.Origin;
import doublewin.experiments.store.OutcomesFile;
import doublewin.experiments.store.RunFolder.Part;
import doublewin.experiments.work.StoppedException;
import doublewin.experiments.work.Workshop;
import doublewin.nn.data.ImageSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/**
 * The outcomes of a run's network under a protocol: those that its folder holds already, and the rest, evaluated block by
 * block. What is done is saved now and then and when the user asks to stop, so that the same command goes on from there.
 *
 * @param outcomes complete
 * @param origin what they stand on
 */
record MeasuredOutcomes(Outcomes outcomes, Origin origin) {
    /** The only attack of the table. */
    static final int ATTACK = 0;

    private static final String STOPPED =
            "stopped; the images done so far are saved, the same command goes on from there";
    /** Longest time between two savings; a crash may cost it, and the block of images in which it passes. */
    private static final long LONGEST_NANOS = 10_000_000_000L;
    /** Shorter where the disk is fast: saving takes one part in so many of the time. */
    private static final long SAVING_SHARE = 200;

    /** Evaluates what a table lacks; tells after each entry whose images were entered. */
    @FunctionalInterface
    private interface Completion {
        void of(Outcomes outcomes, Consumer<String> entered) throws IOException;
    }

    /**
     * Completes the outcomes of a set of candidates.
     *
     * @param backend who computes them
     * @param images all test images to use
     * @throws StoppedException when the user asked to stop
     * @throws IOException if something can't be read or written; the message is for the user
     */
    static MeasuredOutcomes of(
            CandidateSet candidates, Backend backend, TrainedNetwork trained, ImageSource images, Workshop workshop)
            throws IOException {
        Settings settings = trained.settings();
        return of(
                trained.origin(images, candidates.attack(settings), candidates.parameters(settings)),
                candidates.part(),
                candidates.evaluation(settings, trained.on(images, workshop.pool())),
                (outcomes, entered) -> backend.complete(candidates, trained, images, outcomes, workshop, entered),
                trained,
                workshop);
    }

    /**
     * Completes the outcomes of an evaluation, in this process.
     *
     * @param origin what they stand on
     * @param part where they are kept
     * @throws StoppedException when the user asked to stop
     * @throws IOException if something can't be read or written; the message is for the user
     */
    static MeasuredOutcomes of(
            Origin origin, Part part, OutcomeEvaluation evaluation, TrainedNetwork trained, Workshop workshop)
            throws IOException {
        Completion here = (outcomes, entered) -> LocalBackend.complete(evaluation, outcomes, entered);
        return of(origin, part, evaluation, here, trained, workshop);
    }

    private static MeasuredOutcomes of(
            Origin origin,
            Part part,
            OutcomeEvaluation evaluation,
            Completion completion,
            TrainedNetwork trained,
            Workshop workshop)
            throws IOException {
        OutcomesFile file = OutcomesFile.open(trained.run(), part, origin, evaluation.emptyTable());
        if (!file.outcomes().isComplete()) {
            complete(completion, file, workshop);
        }
        if (part == Part.OUTCOMES) {
            trained.run().remove(Part.TRANSFER_PARTIAL);
        }
        warn(file.outcomes(), workshop);
        return new MeasuredOutcomes(file.outcomes(), origin);
    }

    private static void complete(Completion completion, OutcomesFile file, Workshop workshop) throws IOException {
        Outcomes outcomes = file.outcomes();
        workshop.progress().start("measuring", "images", outcomes.doneCount(), outcomes.totalCount());
        try {
            completion.of(outcomes, new Saving(file, workshop)::after);
            file.save();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            workshop.progress().end();
        }
    }

    /** Tells of images whose gradients the attack could not follow: their robustness means little. */
    private static void warn(Outcomes outcomes, Workshop workshop) {
        int vanished = outcomes.candidates().stream()
                .mapToInt(CandidateOutcomes::vanishedCount)
                .sum();
        int notFinite = outcomes.candidates().stream()
                .mapToInt(CandidateOutcomes::notFiniteCount)
                .sum();
        if (vanished + notFinite > 0) {
            workshop.progress()
                    .note("note: gradients vanished for " + vanished + " and were not finite for " + notFinite + " of "
                            + (outcomes.totalCount() - outcomes.images())
                            + " attacked images; what such an image withstands says little");
        }
    }

    /** Saves now and then, and before it gives way to the user's wish to stop. */
    private static final class Saving {
        private final OutcomesFile file;
        private final Workshop workshop;
        private long savedAt = System.nanoTime();
        private long pauseNanos;

        Saving(OutcomesFile file, Workshop workshop) {
            this.file = file;
            this.workshop = workshop;
        }

        void after(String detail) {
            workshop.progress().update(file.outcomes().doneCount(), detail);
            boolean stop = workshop.stop().getAsBoolean() && !file.outcomes().isComplete();
            if (stop || System.nanoTime() - savedAt >= pauseNanos) {
                save();
            }
            if (stop) {
                throw new StoppedException(STOPPED);
            }
        }

        private void save() {
            long start = System.nanoTime();
            try {
                file.save();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            savedAt = System.nanoTime();
            pauseNanos = Math.min(LONGEST_NANOS, SAVING_SHARE * (savedAt - start));
        }
    }
}
