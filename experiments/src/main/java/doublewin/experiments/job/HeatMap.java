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
import doublewin.nn.data.ImageSet;
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
     * @throws IOException if something can't be written; the message is for the user
     */
    public static TransferMatrix run(TrainedNetwork trained, ImageSet images, Workshop workshop) throws IOException {
        RunFolder run = trained.run();
        Settings settings = trained.settings();
        EvaluationSubject subject = trained.on(images, workshop.pool());
        PrecisionSet precisions = Blueprint.evaluationPrecisions(settings);
        TransferEvaluation evaluation =
                new TransferEvaluation(subject, precisions, Blueprint.attack(settings), settings.seed());
        PartialTransfer partial = new PartialTransfer(run, origin(trained, images), precisions.size());
        int[][] columns = columns(evaluation, partial, subject, workshop);
        TransferMatrix matrix = evaluation.matrix(columns, clean(subject, precisions, workshop));
        write(trained, matrix);
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

    private static Map<String, String> origin(TrainedNetwork trained, ImageSet images) {
        Settings settings = trained.settings();
        Map<String, String> origin = new TreeMap<>();
        origin.put("checkpoint", trained.checksum());
        origin.put("images", images.checksum());
        origin.put("precisions", settings.evaluationPrecisions());
        origin.put("numerics", Settings.written(settings.numerics()));
        origin.put("attack", ResultNames.attack(settings));
        origin.put("seed", Long.toString(settings.seed()));
        return origin;
    }

    private static void write(TrainedNetwork trained, TransferMatrix matrix) throws IOException {
        RunFolder run = trained.run();
        Figure figure = HeatMapLayout.layOut(content(trained, matrix));
        run.write(Part.TRANSFER_CSV, TransferFiles.csv(matrix));
        run.write(Part.TRANSFER_JSON, TransferFiles.json(matrix));
        run.write(Part.HEAT_MAP_SVG, SvgRenderer.render(figure));
        run.write(Part.HEAT_MAP_PNG, PngRenderer.render(figure));
    }

    private static HeatMapLayout.Content content(TrainedNetwork trained, TransferMatrix matrix) {
        Settings settings = trained.settings();
        int size = matrix.precisions().size();
        double[][] accuracy = new double[size][size];
        for (int inference = 0; inference < size; inference++) {
            for (int attack = 0; attack < size; attack++) {
                accuracy[inference][attack] = matrix.accuracy(inference, attack);
            }
        }
        String selected = settings.selection() == Settings.Selection.TEST ? ", weights selected on test images" : "";
        return new HeatMapLayout.Content(
                ResultNames.network(settings) + ", " + ResultNames.training(settings),
                ResultNames.data(settings) + ", " + matrix.images() + " images, " + ResultNames.attack(settings)
                        + selected + trained.caveat(),
                TransferFiles.labels(matrix.precisions()),
                accuracy,
                matrix.rowAverages(),
                matrix.columnAverages(),
                matrix.overallAverage());
    }
}
