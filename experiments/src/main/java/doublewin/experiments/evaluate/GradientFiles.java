package doublewin.experiments.evaluate;

import doublewin.dwq.compare.PairValues;
import doublewin.dwq.compare.Segments;
import doublewin.experiments.plot.SvgRenderer;
import doublewin.experiments.statistics.ComparisonStatistics;
import doublewin.experiments.statistics.Interval;
import doublewin.experiments.statistics.PairFigure;
import doublewin.experiments.statistics.PairMeans;
import doublewin.experiments.store.Json;
import doublewin.experiments.store.Origin;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunFolder.Part;
import doublewin.experiments.store.TransferFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a comparison of precisions found, as files. */
final class GradientFiles {
    private GradientFiles() {}

    static void write(GradientEvaluation.Result result, TrainedNetwork trained, Origin origin) throws IOException {
        RunFolder run = trained.run();
        ComparisonStatistics statistics = result.statistics();
        List<String> labels = TransferFiles.labels(result.precisions());
        GradientPictures pictures = GradientPictures.of(result, trained, origin);
        run.write(Part.GRADIENT_COSINE_CSV, csv(statistics.gradientCosine(), labels, origin));
        run.write(Part.GRADIENT_SIGNS_CSV, csv(statistics.gradientSigns(), labels, origin));
        run.write(Part.PERTURBATION_COSINE_CSV, csv(statistics.perturbationCosine(), labels, origin));
        run.write(Part.PERTURBATION_SIGNS_CSV, csv(statistics.perturbationSigns(), labels, origin));
        run.write(Part.SEGMENTS_CSV, segments(result, labels, origin));
        run.write(Part.GRADIENT_COSINE_SVG, SvgRenderer.render(pictures.gradientCosine()));
        run.write(Part.GRADIENT_SIGNS_SVG, SvgRenderer.render(pictures.gradientSigns()));
        run.write(Part.PERTURBATION_COSINE_SVG, SvgRenderer.render(pictures.perturbationCosine()));
        run.write(Part.PERTURBATION_SIGNS_SVG, SvgRenderer.render(pictures.perturbationSigns()));
        run.write(Part.SEGMENTS_SVG, SvgRenderer.render(pictures.segments()));
        run.write(Part.GRADIENTS, Json.bytes(tree(result, origin)));
    }

    private static ObjectNode tree(GradientEvaluation.Result result, Origin origin) {
        ComparisonStatistics statistics = result.statistics();
        ObjectNode tree = origin.toTree();
        tree.put("otherSeed", result.otherSeed());
        tree.set("precisions", Json.tree(TransferFiles.bits(result.precisions())));
        tree.put("images", result.comparison().images());
        tree.put("confidence", Interval.CONFIDENCE);
        ObjectNode gradients = tree.putObject("gradients");
        gradients.put("images", result.directed());
        gradients.set("vanished", Json.tree(result.comparison().vanished()));
        gradients.set("nonFinite", Json.tree(result.comparison().notFinite()));
        gradients.set("cosine", matrix(statistics.gradientCosine()));
        gradients.set("signs", matrix(statistics.gradientSigns()));
        ObjectNode perturbations = tree.putObject("perturbations");
        perturbations.put("images", result.attacked());
        perturbations.set("cosine", matrix(statistics.perturbationCosine()));
        perturbations.set("signs", matrix(statistics.perturbationSigns()));
        perturbations.set("accuracy", matrix(statistics.accuracy()));
        ArrayNode points = tree.putArray("segments");
        for (int point = 0; point < Segments.POINTS; point++) {
            ObjectNode node = points.addObject().put("t", Segments.position(point));
            Segments segments = result.comparison().segments();
            node.set(
                    "loss",
                    means(statistics.losses().get(point), segments.losses().get(point)));
            node.set(
                    "accuracy",
                    means(statistics.accuracies().get(point), segments.correct().get(point)));
        }
        return tree;
    }

    /** A matrix with the intervals of its cells, and the means of its parts. */
    private static ObjectNode matrix(PairFigure figure) {
        ObjectNode node = Json.object();
        node.set("estimate", cells(figure, Interval::estimate));
        node.set("low", cells(figure, Interval::low));
        node.set("high", cells(figure, Interval::high));
        node.setAll(means(figure.means()));
        return node;
    }

    private static ObjectNode means(PairMeans means, PairValues values) {
        ObjectNode node = Json.object();
        node.set("estimate", Json.tree(PairFigure.means(values)));
        node.setAll(means(means));
        return node;
    }

    private static ObjectNode means(PairMeans means) {
        ObjectNode node = Json.object();
        node.set("otherPrecision", PoolFile.interval(means.otherPrecision()));
        node.set("samePrecision", PoolFile.interval(means.samePrecision()));
        node.set("difference", PoolFile.interval(means.difference()));
        return node;
    }

    private static ArrayNode cells(PairFigure figure, ToDoubleFunction<Interval> value) {
        return (ArrayNode) Json.tree(figure.cells().stream()
                .map(row -> row.stream().mapToDouble(value).toArray())
                .toList());
    }

    /** A row and a column a precision; the last line tells where they come from. */
    private static byte[] csv(PairFigure figure, List<String> labels, Origin origin) {
        StringBuilder csv = new StringBuilder("precision");
        labels.forEach(label -> csv.append(',').append(label));
        csv.append('\n');
        for (int row = 0; row < labels.size(); row++) {
            csv.append(labels.get(row));
            for (double cell : figure.estimates()[row]) {
                csv.append(cell(cell));
            }
            csv.append('\n');
        }
        return ended(csv, origin);
    }

    /** A row an ordered pair of precisions, a column a point of the way. */
    private static byte[] segments(GradientEvaluation.Result result, List<String> labels, Origin origin) {
        StringBuilder csv = new StringBuilder("inference,to");
        for (int point = 0; point < Segments.POINTS; point++) {
            csv.append(",loss at ").append(Segments.position(point));
        }
        csv.append('\n');
        List<double[][]> losses = result.comparison().segments().losses().stream()
                .map(PairFigure::means)
                .toList();
        for (int row = 0; row < labels.size(); row++) {
            for (int column = 0; column < labels.size(); column++) {
                csv.append(labels.get(row)).append(',').append(labels.get(column));
                for (double[][] loss : losses) {
                    csv.append(cell(loss[row][column]));
                }
                csv.append('\n');
            }
        }
        return ended(csv, origin);
    }

    private static String cell(double value) {
        return String.format(Locale.ROOT, ",%.6f", value);
    }

    private static byte[] ended(StringBuilder csv, Origin origin) {
        return csv.append("# ").append(origin.line()).append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }
}
