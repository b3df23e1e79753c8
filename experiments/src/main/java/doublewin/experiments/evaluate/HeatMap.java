package doublewin.experiments.evaluate;

import doublewin.dwq.evaluate.TransferMatrix;
import doublewin.experiments.config.ResultNames;
import doublewin.experiments.config.Settings;
import doublewin.experiments.config.TrainingRecipe.Selection;
import doublewin.experiments.plot.Figure;
import doublewin.experiments.plot.HeatMapLayout;
import doublewin.experiments.plot.PngRenderer;
import doublewin.experiments.plot.SvgRenderer;
import doublewin.experiments.store.Origin;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunFolder.Part;
import doublewin.experiments.store.TransferFiles;
import doublewin.experiments.work.StoppedException;
import doublewin.experiments.work.Workshop;
import doublewin.nn.data.ImageSource;
import java.io.IOException;

/** The transfer matrix of a trained run as tables and pictures, going on where an earlier attempt was stopped. */
public final class HeatMap {
    private HeatMap() {}

    /**
     * Measures what is not measured yet, and writes the matrix into the run's folder.
     *
     * @param backend who computes it
     * @param images all test images to use
     * @throws StoppedException when the user asked to stop
     * @throws IOException if something can't be written; the message is for the user
     */
    public static TransferMatrix run(Backend backend, TrainedNetwork trained, ImageSource images, Workshop workshop)
            throws IOException {
        MeasuredOutcomes measured = MeasuredOutcomes.of(new CandidateSet.OfMap(), backend, trained, images, workshop);
        TransferMatrix matrix = TransferMatrix.of(measured.outcomes(), MeasuredOutcomes.ATTACK);
        RunFolder run = trained.run();
        Figure figure = HeatMapLayout.layOut(content(trained, matrix, measured.origin()));
        run.write(Part.TRANSFER_CSV, TransferFiles.csv(matrix, measured.origin()));
        run.write(
                Part.TRANSFER_JSON,
                TransferFiles.json(
                        matrix,
                        measured.origin(),
                        TransferFiles.gradients(measured.outcomes(), MeasuredOutcomes.ATTACK)));
        run.write(Part.HEAT_MAP_SVG, SvgRenderer.render(figure));
        run.write(Part.HEAT_MAP_PNG, PngRenderer.render(figure));
        return matrix;
    }

    private static HeatMapLayout.Content content(TrainedNetwork trained, TransferMatrix matrix, Origin origin) {
        Settings settings = trained.settings();
        String selected = settings.training().selection() == Selection.TEST ? ", weights selected on test images" : "";
        return HeatMapLayout.Content.of(
                matrix,
                ResultNames.of(settings),
                settings.data().spec().title() + ", " + matrix.images() + " images, " + origin.attack() + selected
                        + trained.caveat(),
                origin.line(),
                TransferFiles.labels(matrix.precisions()));
    }
}
