package doublewin.experiments.train;

import doublewin.experiments.config.Settings;
import doublewin.experiments.config.TrainingRecipe.Selection;
import doublewin.experiments.config.Validation;
import doublewin.experiments.data.OpenedData;
import doublewin.experiments.store.Provenance;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.work.StoppedException;
import doublewin.experiments.work.Workshop;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * The training of a run, new or begun before, whose lock the caller holds.
 *
 * @param run the run's folder
 * @param settings of the run; its own, where it has begun
 * @param data the images that the settings ask for
 * @param saveEvery time after which a checkpoint is saved within an epoch
 */
public record TrainingJob(RunFolder run, Settings settings, OpenedData data, Duration saveEvery) {
    /** How long a crash may throw a training back, unless the user says otherwise. */
    public static final Duration SAVE_EVERY = Duration.ofMinutes(10);

    /**
     * Trains to the end, and tells provenance of it.
     *
     * @throws StoppedException when the user asked to stop; a checkpoint is saved
     * @throws IOException if the run was trained on other images, or something can't be read or written; the message is
     *     for the user
     */
    public void run(Workshop workshop) throws IOException {
        Provenance.Work work = new Provenance.Work(
                "train",
                settings.seed(),
                workshop.pool().workers(),
                data.source(),
                data.images().differences(),
                data.images().train().checksum(),
                data.images().test().checksum(),
                "");
        if (run.isExport()) {
            throw new IOException(
                    run.path() + " holds exported weights, without the velocities that training needs to go"
                            + " on; go on with the run that they come from");
        }
        if (run.has(RunFolder.Part.CONFIGURATION)) {
            boolean looksAtTest = settings.training().selection() == Selection.TEST
                    || settings.validation().validate() == Validation.Images.TEST;
            Provenance.requireSameTrainingData(
                    run, work.trainChecksum(), looksAtTest ? Optional.of(work.testChecksum()) : Optional.empty());
        } else {
            run.create(settings);
        }
        if (settings.training().selection() == Selection.TEST) {
            workshop.progress()
                    .note("note: weights are selected on the test images, the published way, which overstates results;"
                            + " selection=held-out sets training images aside instead");
        }
        Training training = Training.open(run, settings, data.images(), workshop, saveEvery);
        Provenance.add(run, work);
        training.toEnd();
    }
}
