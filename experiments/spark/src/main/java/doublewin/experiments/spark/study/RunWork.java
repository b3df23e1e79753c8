package doublewin.experiments.spark.study;

import doublewin.engine.tensor.NonFiniteException;
import doublewin.experiments.config.Settings;
import doublewin.experiments.data.OpenedData;
import doublewin.experiments.evaluate.HeatMap;
import doublewin.experiments.evaluate.LocalBackend;
import doublewin.experiments.evaluate.Measurement;
import doublewin.experiments.plan.DiskNeed;
import doublewin.experiments.plan.MemoryNeed;
import doublewin.experiments.spark.cluster.RefusedException;
import doublewin.experiments.spark.cluster.Work;
import doublewin.experiments.store.Disk;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunFolder.Part;
import doublewin.experiments.store.RunLock;
import doublewin.experiments.terminal.Progress;
import doublewin.experiments.train.TrainingJob;
import doublewin.experiments.work.StoppedException;
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

    /** A process that lost its driver mostly ends within less; after it the cluster is asked to try again. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final long LOOK_MILLIS = 200;

    private final String sign;
    private final int threads;
    private final String heapOption;

    /**
     * The work.
     *
     * @param sign the driver's in the study's folder
     * @param threads that compute
     * @param heapOption what gives an executor more heap, for messages
     */
    RunWork(String sign, int threads, String heapOption) {
        this.sign = sign;
        this.threads = threads;
        this.heapOption = heapOption;
    }

    @Override
    protected RunEnd result(RunOrder order) throws IOException {
        new StudyFolder(Path.of(order.folder()), Disk.FILES).requireSign(sign, host());
        BooleanSupplier stop = TaskContext.get()::isInterrupted;
        awaitOthers(order.run(), stop);
        Progress silent = new Progress(new PrintStream(OutputStream.nullOutputStream()), Progress.Display.LINES);
        try {
            return Workshop.open(threads, silent, stop, workshop -> {
                train(order, workshop);
                map(order, workshop);
                return new RunEnd.Done(order.name());
            });
        } catch (StoppedException | RefusedException e) {
            throw e;
        } catch (OutOfMemoryError e) {
            return failed(order, "out of memory, give more with " + heapOption);
        } catch (IOException | NonFiniteException e) {
            return failed(order, e.getMessage());
        } catch (RuntimeException e) {
            return failed(order, "an error in the program: " + e);
        }
    }

    private static RunEnd failed(RunOrder order, String problem) {
        return new RunEnd.Failed(order.name(), host() + ": " + problem);
    }

    /** An executor whose driver died may still be at the run, and gives it back when it finds out. */
    private static void awaitOthers(RunFolder run, BooleanSupplier stop) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (RunLock.isTaken(run) && !stop.getAsBoolean()) {
                if (System.nanoTime() > end) {
                    throw new IOException("another process works on " + run.path());
                }
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while another process was working on " + run.path(), e);
        }
    }

    private void train(RunOrder order, Workshop workshop) throws IOException {
        RunFolder run = order.run();
        Settings settings = order.told();
        MemoryNeed.ofTraining(settings).require(Runtime.getRuntime().maxMemory(), heapOption);
        OpenedData opened = open(order, settings);
        try (RunLock _ = RunLock.take(run)) {
            StudyFolder.requireOwn(run, settings); // It may be another driver's since.
            if (!run.has(Part.CHECKPOINT)) {
                DiskNeed.ofTraining(settings).require(run.disk().usableBytes(run.path()), run.path());
            }
            new TrainingJob(run, settings, opened, TrainingJob.SAVE_EVERY).run(workshop);
        }
    }

    /** The images; a machine that lacks them must not go through all runs that wait. */
    private static OpenedData open(RunOrder order, Settings settings) throws RefusedException {
        try {
            OpenedData opened = OpenedData.open(
                    settings.data().spec(),
                    Path.of(order.data()),
                    settings.data().trainImages(),
                    settings.evaluation().testImages());
            if (!order.otherImages()) {
                opened.requirePublished();
            }
            return opened;
        } catch (IOException e) {
            throw new RefusedException("the executor on " + host() + " can't train on the images: " + e.getMessage()
                    + "; all machines must see them under one name");
        }
    }

    private static void map(RunOrder order, Workshop workshop) throws IOException {
        new Measurement(order.run(), own -> own, Path.of(order.data()))
                .take(
                        "heatmap",
                        workshop,
                        (trained, images, shop) -> HeatMap.run(new LocalBackend(), trained, images, shop))
                .disk()
                .requireAllInPlace();
    }
}
