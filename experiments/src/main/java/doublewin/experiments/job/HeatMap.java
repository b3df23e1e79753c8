package doublewin.experiments.job;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.evaluate.CleanAccuracy;
import doublewin.dwq.evaluate.EvaluationSubject;
import doublewin.dwq.evaluate.TransferEvaluation;
import doublewin.dwq.evaluate.TransferMatrix;
import doublewin.experiments.plot.Figure;
import doublewin.experiments.plot.HeatMapLayout;
import doublewin.experiments.plot.PngRenderer;
import doublewin.experiments.plot.SvgRenderer;
import doublewin.experiments.recipe.Settings;
import doublewin.experiments.run.PartialTransfer;
import doublewin.experiments.run.RunFolder;
import doublewin.experiments.run.RunFolder.Part;
import doublewin.experiments.run.TransferFiles;
import doublewin.nn.data.BatchLoader;
import doublewin.nn.data.ImageSet;
import doublewin.nn.data.Normalisation;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/** Computes the transfer matrix of a trained run and draws it, going on where an earlier attempt was stopped. */
public final class HeatMap {
    private static final String STOPPED =
            "stopped; the columns done so far are saved, the same command goes on from there";

    private HeatMap() {}

    /**
     * Computes the matrix, column by column, and writes tables and pictures into the run's folder.
     *
     * @param images all test images to use
     * @throws StoppedException when the user asked to stop
     * @throws IOException if the checkpoint does not fit or something can't be written; the message is for the user
     */
    public static TransferMatrix run(RunFolder run, Settings settings, ImageSet images, Workshop workshop)
            throws IOException {
        TrainedNetwork trained = TrainedNetwork.load(run, settings, workshop);
        EvaluationSubject subject = new EvaluationSubject(
                trained.network(), new BatchLoader(images, Normalisation.CIFAR10), images.size(), workshop.pool());
        PrecisionSet precisions = Blueprint.evaluationPrecisions(settings);
        TransferEvaluation evaluation =
                new TransferEvaluation(subject, precisions, Blueprint.attack(settings), settings.seed());
        PartialTransfer partial = new PartialTransfer(run, origin(run, settings, images), precisions.size());
        int[][] columns = columns(evaluation, partial, subject, workshop);
        TransferMatrix matrix = evaluation.matrix(columns, clean(subject, precisions, workshop));
        write(run, settings, matrix, trained.caveat());
        run.remove(Part.TRANSFER_PARTIAL);
        return matrix;
    }

    private static int[][] columns(
            TransferEvaluation evaluation, PartialTransfer partial, EvaluationSubject subject, Workshop workshop)
            throws IOException {
        int size = partial.size();
        int[][] columns = new int[size][];
        int images = subject.images();
        long done = (long) partial.count() * images;
        workshop.progress().start("heat map", "images", done, (long) size * images);
        try {
            for (int attack = 0; attack < size; attack++) {
                if (partial.column(attack).isEmpty()) {
                    workshop.requireNoStop(STOPPED);
                    String detail = "column " + (attack + 1) + "/" + size;
                    partial.add(attack, evaluation.column(attack, workshop.images(done, images, detail, STOPPED)));
                    done += images;
                }
                columns[attack] = partial.column(attack).orElseThrow();
            }
        } finally {
            workshop.progress().end();
        }
        return columns;
    }

    private static int[] clean(EvaluationSubject subject, PrecisionSet precisions, Workshop workshop) {
        int[] correct = new int[precisions.size()];
        int images = subject.images();
        workshop.progress().start("clean accuracy", "images", 0, (long) correct.length * images);
        try {
            for (int i = 0; i < correct.length; i++) {
                workshop.requireNoStop(STOPPED);
                IntConsumer progress = workshop.images(
                        (long) i * images, images, precisions.get(i).toString(), STOPPED);
                correct[i] = CleanAccuracy.correct(subject, precisions.get(i), progress);
            }
        } finally {
            workshop.progress().end();
        }
        return correct;
    }

    private static Map<String, String> origin(RunFolder run, Settings settings, ImageSet images) throws IOException {
        Map<String, String> origin = new TreeMap<>();
        origin.put("checkpoint", TrainedNetwork.checksum(run, settings));
        origin.put("images", images.checksum());
        origin.put("precisions", settings.evaluationPrecisions());
        origin.put("attack", Blueprint.attackName(settings));
        origin.put("seed", Long.toString(settings.seed()));
        return origin;
    }

    private static void write(RunFolder run, Settings settings, TransferMatrix matrix, String caveat)
            throws IOException {
        Figure figure = HeatMapLayout.layOut(content(settings, matrix, caveat));
        run.write(Part.TRANSFER_CSV, TransferFiles.csv(matrix));
        run.write(Part.TRANSFER_JSON, TransferFiles.json(matrix));
        run.write(Part.HEAT_MAP_SVG, SvgRenderer.render(figure));
        run.write(Part.HEAT_MAP_PNG, PngRenderer.render(figure));
    }

    private static HeatMapLayout.Content content(Settings settings, TransferMatrix matrix, String caveat) {
        int size = matrix.precisions().size();
        double[][] accuracy = new double[size][size];
        for (int inference = 0; inference < size; inference++) {
            for (int attack = 0; attack < size; attack++) {
                accuracy[inference][attack] = matrix.accuracy(inference, attack);
            }
        }
        String selected = settings.selection() == Settings.Selection.TEST ? ", weights selected on test images" : "";
        return new HeatMapLayout.Content(
                Blueprint.networkName(settings) + ", " + Blueprint.trainingName(settings),
                dataName(settings) + ", " + matrix.images() + " images, " + Blueprint.attackName(settings) + selected
                        + caveat,
                TransferFiles.labels(matrix.precisions()),
                accuracy,
                matrix.rowAverages(),
                matrix.columnAverages(),
                matrix.overallAverage());
    }

    private static String dataName(Settings settings) {
        return switch (settings.data()) {
            case EMBEDDED -> "embedded set";
            case CIFAR10 -> "CIFAR-10";
        };
    }
}
