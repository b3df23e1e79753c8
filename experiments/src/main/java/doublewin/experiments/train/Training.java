package doublewin.experiments.train;

import doublewin.dwq.evaluate.EvaluationSubject;
import doublewin.dwq.evaluate.RobustAccuracy;
import doublewin.dwq.train.Trainer;
import doublewin.dwq.train.TrainingStep;
import doublewin.experiments.config.Settings;
import doublewin.experiments.config.TrainingRecipe.Selection;
import doublewin.experiments.data.DataSet;
import doublewin.experiments.data.DataSetSpec;
import doublewin.experiments.store.Checkpoint;
import doublewin.experiments.store.Metrics;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunFolder.Part;
import doublewin.experiments.store.TrainingState;
import doublewin.experiments.work.StoppedException;
import doublewin.experiments.work.Workshop;
import doublewin.nn.Layer;
import doublewin.nn.Precision;
import doublewin.nn.data.ImageSource;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Trains a run's network from where its checkpoint stands to the end. A checkpoint is saved at the end of each epoch, now
 * and then within one, and when the user asks to stop; what it holds is a function of settings, data and position alone, so that a run which
 * was stopped ends in the same bytes as one that wasn't.
 */
final class Training {
    private final RunFolder run;
    private final Settings settings;
    private final Workshop workshop;
    private final Duration saveEvery;
    private final Layer network;
    private final Trainer trainer;
    private final EvaluationSubject judged;
    private final ValidationPass validation;
    private long savedAt = System.nanoTime();
    private int judgedEpochs = TrainingState.START.judgedEpochs();
    private int bestCorrect = TrainingState.START.bestCorrect();

    private Training(RunFolder run, Settings settings, DataSet data, Workshop workshop, Duration saveEvery) {
        this.run = run;
        this.settings = settings;
        this.workshop = workshop;
        this.saveEvery = saveEvery;
        this.network = settings.build();
        int kept = settings.imagesTrainedOn();
        ImageSource trained = data.train().subset(0, kept);
        ImageSource heldOut = data.train().subset(kept, data.train().size());
        ImageSource judges = settings.training().selection() == Selection.HELD_OUT ? heldOut : data.test();
        DataSetSpec spec = settings.data().spec();
        this.trainer = new Trainer(network, spec.loader(trained), settings.trainer(), workshop.pool());
        this.judged = new EvaluationSubject(network, spec.loader(judges), judges.size(), workshop.pool());
        this.validation = new ValidationPass(settings, network, heldOut, data.test(), workshop);
    }

    /**
     * A training that stands where the run's checkpoint does, or at the start where there is none.
     *
     * @param data the settings' images, no more and no fewer
     * @param saveEvery time after which a checkpoint is saved within an epoch
     * @throws IOException if the checkpoint does not fit; the message is for the user
     */
    static Training open(RunFolder run, Settings settings, DataSet data, Workshop workshop, Duration saveEvery)
            throws IOException {
        Training training = new Training(run, settings, data, workshop, saveEvery);
        training.restore();
        return training;
    }

    /** Loads the newest checkpoint, or begins with first weights. */
    private void restore() throws IOException {
        Optional<Checkpoint> newest =
                Checkpoint.newest(run, settings, message -> workshop.progress().note(message));
        if (newest.isEmpty()) {
            settings.network().spec().initialise(network, settings.seed());
            return;
        }
        Checkpoint checkpoint = newest.get();
        TrainingState state = checkpoint.state();
        checkpoint.restore(network);
        checkpoint.restore(trainer.optimiser());
        try {
            trainer.moveTo(state.position());
        } catch (IllegalArgumentException e) {
            throw new IOException(run.file(Part.CHECKPOINT) + ": " + e.getMessage(), e);
        }
        judgedEpochs = state.judgedEpochs();
        bestCorrect = state.bestCorrect();
    }

    /**
     * Trains to the end.
     *
     * @throws StoppedException when the user asked to stop; a checkpoint is saved
     * @throws IOException if something can't be written; the message is for the user
     */
    void toEnd() throws IOException {
        try (Metrics metrics = Metrics.open(run, state(), trainer.iterationsDone())) {
            if (trainer.isFinished() && !isJudgementDue() && !isValidationDue(metrics.validatedEpochs())) {
                return;
            }
            startProgress();
            try {
                lookIfDue(metrics, metrics.validatedEpochs());
                while (!trainer.isFinished()) {
                    trainEpoch(metrics);
                    lookIfDue(metrics, 0);
                }
            } finally {
                workshop.progress().end();
            }
        }
    }

    private void startProgress() {
        workshop.progress().start("training", "steps", trainer.iterationsDone(), trainer.totalIterations());
    }

    /** Trains to the end of the epoch, and saves where that is due by itself. */
    private void trainEpoch(Metrics metrics) throws IOException {
        int epoch = trainer.position().epoch();
        while (trainer.position().epoch() == epoch) {
            if (workshop.stop().getAsBoolean()) {
                save(metrics);
                throw stopped();
            }
            TrainingStep step = trainer.step();
            metrics.add(step);
            String detail = String.format(
                    Locale.ROOT,
                    "epoch %d/%d, loss %.3f",
                    epoch + 1,
                    settings.training().epochs(),
                    step.loss());
            workshop.progress().update(trainer.iterationsDone(), detail);
            if (System.nanoTime() - savedAt >= saveEvery.toNanos()
                    && trainer.position().epoch() == epoch) {
                save(metrics);
            }
        }
        if (settings.training().selection() == Selection.LAST) {
            save(metrics);
        }
    }

    private StoppedException stopped() {
        return new StoppedException("stopped after " + trainer.iterationsDone() + " of " + trainer.totalIterations()
                + " steps; the checkpoint is saved, \"doublewin train --resume --out " + run.path()
                + "\" goes on from there");
    }

    /** After an epoch: whatever is due then, that the checkpoint or the metrics do not tell of yet. */
    private void lookIfDue(Metrics metrics, int validatedEpochs) throws IOException {
        if (isValidationDue(validatedEpochs)) {
            int epochs = trainer.position().epoch();
            try {
                validation.after(epochs, metrics, this::stopped);
            } catch (StoppedException e) {
                save(metrics);
                throw e;
            } finally {
                startProgress();
            }
        }
        judgeIfDue(metrics);
    }

    private boolean isValidationDue(int validatedEpochs) {
        int epochs = trainer.position().epoch();
        return trainer.position().iteration() == 0
                && epochs > validatedEpochs
                && settings.validation().isDueAfter(epochs, settings.training().epochs());
    }

    private boolean isJudgementDue() {
        return settings.training().selection() != Selection.LAST
                && trainer.position().iteration() == 0
                && judgedEpochs < trainer.position().epoch();
    }

    /** After an epoch, where weights are selected: keeps them if they are strictly more robust than all before. */
    private void judgeIfDue(Metrics metrics) throws IOException {
        if (!isJudgementDue()) {
            return;
        }
        int epochs = trainer.position().epoch();
        int correct = judge(metrics, epochs);
        metrics.addJudgement(epochs - 1, correct, judged.images());
        judgedEpochs = epochs;
        if (correct > bestCorrect) {
            bestCorrect = correct;
            // Before the checkpoint that knows of it: if that fails, the epoch is done again, with the same result.
            Checkpoint.save(run.disk(), run.file(Part.BEST), settings, network, Map.of(), state());
        }
        save(metrics);
    }

    private int judge(Metrics metrics, int epochs) throws IOException {
        Precision lowest = settings.network().precisions().get(0);
        workshop.progress().end();
        workshop.progress().start("selecting weights", "images", 0, judged.images());
        try {
            return RobustAccuracy.correct(judged, lowest, settings.evaluation().attack(), settings.seed(), done -> {
                workshop.progress().update(done, "epoch " + epochs);
                if (done < judged.images() && workshop.stop().getAsBoolean()) {
                    throw stopped();
                }
            });
        } catch (StoppedException e) {
            save(metrics);
            throw e;
        } finally {
            workshop.progress().end();
            startProgress();
        }
    }

    private TrainingState state() {
        return new TrainingState(trainer.position(), judgedEpochs, bestCorrect);
    }

    private void save(Metrics metrics) throws IOException {
        metrics.force();
        Checkpoint.save(run, settings, network, trainer.optimiser().velocities(), state());
        savedAt = System.nanoTime();
    }
}
