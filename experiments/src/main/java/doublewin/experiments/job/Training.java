package doublewin.experiments.job;

import doublewin.dwq.evaluate.EvaluationSubject;
import doublewin.dwq.evaluate.RobustAccuracy;
import doublewin.dwq.train.Trainer;
import doublewin.dwq.train.TrainingStep;
import doublewin.experiments.data.DataSet;
import doublewin.experiments.recipe.Settings;
import doublewin.experiments.recipe.Settings.Selection;
import doublewin.experiments.run.Checkpoint;
import doublewin.experiments.run.Metrics;
import doublewin.experiments.run.RunFolder;
import doublewin.experiments.run.RunFolder.Part;
import doublewin.experiments.run.TrainingState;
import doublewin.nn.Layer;
import doublewin.nn.Precision;
import doublewin.nn.data.ImageSet;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/**
 * Trains a run's network from where its checkpoint stands to the end. A checkpoint is saved at the end of each epoch
 * and when the user asks to stop; what it holds is a function of settings, data and position alone, so that a run which
 * was stopped ends in the same bytes as one that wasn't.
 */
public final class Training {
    private final RunFolder run;
    private final Settings settings;
    private final Workshop workshop;
    private final Layer network;
    private final Trainer trainer;
    private final EvaluationSubject judged;
    private int judgedEpochs = TrainingState.START.judgedEpochs();
    private int bestCorrect = TrainingState.START.bestCorrect();

    private Training(RunFolder run, Settings settings, DataSet data, Workshop workshop) {
        this.run = run;
        this.settings = settings;
        this.workshop = workshop;
        this.network = Blueprint.network(settings);
        ImageSet trained = data.train();
        ImageSet judges = data.test();
        if (settings.selection() == Selection.HELD_OUT) {
            int kept = data.train().size() - Settings.HELD_OUT_IMAGES;
            judges = trained.subset(kept, trained.size());
            trained = trained.subset(0, kept);
        }
        this.trainer = new Trainer(network, Blueprint.loader(trained), Blueprint.training(settings), workshop.pool());
        this.judged = new EvaluationSubject(network, Blueprint.loader(judges), judges.size(), workshop.pool());
    }

    /**
     * A training that stands where the run's checkpoint does, or at the start where there is none.
     *
     * @param data the settings' images, no more and no fewer
     * @throws IOException if the checkpoint does not fit; the message is for the user
     */
    public static Training open(RunFolder run, Settings settings, DataSet data, Workshop workshop) throws IOException {
        Training training = new Training(run, settings, data, workshop);
        training.restore();
        return training;
    }

    /** Loads the checkpoint, or begins with first weights. */
    private void restore() throws IOException {
        if (!run.has(Part.CHECKPOINT)) {
            Blueprint.initialise(network, settings);
            return;
        }
        Checkpoint checkpoint = Checkpoint.read(run.file(Part.CHECKPOINT), settings);
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
    public void toEnd() throws IOException {
        if (trainer.isFinished() && !isJudgementDue()) {
            return;
        }
        startProgress();
        try (Metrics metrics = Metrics.open(run, state())) {
            judgeIfDue(metrics);
            while (!trainer.isFinished()) {
                trainEpoch(metrics);
                judgeIfDue(metrics);
            }
        } finally {
            workshop.progress().end();
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
            String detail =
                    String.format(Locale.ROOT, "epoch %d/%d, loss %.3f", epoch + 1, settings.epochs(), step.loss());
            workshop.progress().update(trainer.iterationsDone(), detail);
        }
        if (settings.selection() == Selection.LAST) {
            save(metrics);
        }
    }

    private StoppedException stopped() {
        return new StoppedException("stopped after " + trainer.iterationsDone() + " of " + trainer.totalIterations()
                + " steps; the checkpoint is saved, --resume goes on from there");
    }

    private boolean isJudgementDue() {
        return settings.selection() != Selection.LAST
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
        Precision lowest = Blueprint.trainPrecisions(settings).get(0);
        workshop.progress().end();
        workshop.progress().start("selecting weights", "images", 0, judged.images());
        try {
            return RobustAccuracy.correct(
                    judged,
                    lowest,
                    Blueprint.attack(settings),
                    settings.seed(),
                    workshop.images(
                            0, judged.images(), "epoch " + epochs, stopped().getMessage()));
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
        Checkpoint.save(
                run.disk(),
                run.file(Part.CHECKPOINT),
                settings,
                network,
                trainer.optimiser().velocities(),
                state());
    }
}
