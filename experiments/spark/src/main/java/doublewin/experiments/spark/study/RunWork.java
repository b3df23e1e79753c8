package doublewin.experiments.spark.study;

import doublewin.engine.tensor.NonFiniteException;
import doublewin.experiments.config.Settings;
import doublewin.experiments.data.OpenedData;
import doublewin.experiments.evaluate.HeatMap;
import doublewin.experiments.evaluate.LocalBackend;
import doublewin.experiments.evaluate.Measurement;
import doublewin.experiments.plan.DiskNeed;
import doublewin.experiments.plan.MemoryNeed;
import doublewin.experiments.spark.cluster.Work;
import doublewin.experiments.store.Disk;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunFolder.Part;
import doublewin.experiments.store.RunLock;
import doublewin.experiments.terminal.Progress;
import doublewin.experiments.train.TrainingJob;
import doublewin.experiments.work.Workshop;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.apache.spark.TaskContext;

/** Trains and maps a run, from wherever an earlier attempt, perhaps on a machine that died, left it. */
final class RunWork extends Work<RunOrder, RunEnd> {
    private static final long serialVersionUID = 1;

    /** A process that lost its driver ends within less. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final long LOOK_MILLIS = 200;

    private final String sign;
    private final int threads;

    /**
     * The work.
     *
     * @param sign what the driver put into the study's folder
     * @param threads that compute
     */
    RunWork(String sign, int threads) {
        this.sign = sign;
        this.threads = threads;
    }

    @Override
    protected RunEnd result(RunOrder order) throws IOException {
        new StudyFolder(Path.of(order.folder()), Disk.FILES).requireSign(sign, host());
        BooleanSupplier stop = TaskContext.get()::isInterrupted;
        awaitOthers(order.run(), stop);
        Progress silent = new Progress(new PrintStream(OutputStream.nullOutputStream()), Progress.Display.LINES);
        try {
            Workshop.open(threads, silent, stop, workshop -> {
                train(order, workshop);
                return map(order, workshop);
            });
            return new RunEnd.Done(order.name());
        } catch (IOException | NonFiniteException e) {
            return new RunEnd.Failed(order.name(), host() + ": " + e.getMessage());
        }
    }

    /** An executor whose driver died may still be at the run, and gives it back when it finds out. */
    private static void awaitOthers(RunFolder run, BooleanSupplier stop) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (RunLock.isTaken(run) && !stop.getAsBoolean() && System.nanoTime() < end) {
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while another process was working on " + run.path(), e);
        }
    }

    private static void train(RunOrder order, Workshop workshop) throws IOException {
        RunFolder run = order.run();
        Settings settings = order.told();
        MemoryNeed.ofTraining(settings).require(Runtime.getRuntime().maxMemory());
        OpenedData opened = OpenedData.open(
                settings.data().spec(),
                Path.of(order.data()),
                settings.data().trainImages(),
                settings.evaluation().testImages());
        if (!order.otherImages()) {
            opened.requirePublished();
        }
        try (RunLock _ = RunLock.take(run)) {
            if (!run.has(Part.CHECKPOINT)) {
                DiskNeed.ofTraining(settings).require(run.disk().usableBytes(run.path()), run.path());
            }
            new TrainingJob(run, settings, opened, TrainingJob.SAVE_EVERY).run(workshop);
        }
    }

    private static RunFolder map(RunOrder order, Workshop workshop) throws IOException {
        new Measurement(order.run(), own -> own, Path.of(order.data()))
                .take(
                        "heatmap",
                        workshop,
                        (trained, images, shop) -> HeatMap.run(new LocalBackend(), trained, images, shop))
                .disk()
                .requireAllInPlace();
        return order.run();
    }
}
