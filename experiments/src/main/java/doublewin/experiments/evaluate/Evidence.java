package doublewin.experiments.evaluate;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.evaluate.OutcomeEvaluation;
import doublewin.dwq.evaluate.Outcomes;
import doublewin.engine.io.NamedArray;
import doublewin.engine.io.SafetensorsWriter;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import doublewin.experiments.statistics.PoolScores;
import doublewin.experiments.store.TransferFiles;
import doublewin.experiments.work.Workshop;
import doublewin.nn.data.BatchLoader;
import doublewin.nn.data.ImageSource;
import doublewin.nn.data.Normalisation;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The image of each that its worst candidate made, as a file that others can check: the worst case of random precision
 * inference, to be confirmed by any program that knows the network.
 *
 * @param trained the run
 * @param images that were attacked
 * @param evaluation that found the outcomes
 * @param measured complete outcomes
 * @param workshop where it is worked
 */
record Evidence(
        TrainedNetwork trained,
        ImageSource images,
        OutcomeEvaluation evaluation,
        MeasuredOutcomes measured,
        Workshop workshop) {

    /**
     * Perturbs the images anew, and writes them.
     *
     * @throws IOException if the file can't be written; the message is for the user
     */
    void write(Tier tier) throws IOException {
        Outcomes outcomes = measured.outcomes();
        int[] worst = worst(outcomes);
        BatchLoader loader = trained.settings().data().spec().loader(images);
        int count = worst.length;
        Shape shape = Shape.of(
                count,
                loader.shape(1).channels(),
                loader.shape(1).height(),
                loader.shape(1).width());
        float[] clean = new float[shape.elements()];
        float[] adversarial = new float[shape.elements()];
        workshop.progress().start("collecting", "images", 0, 2L * count);
        try {
            collect(new int[count], clean, 0);
            collect(worst, adversarial, count);
        } finally {
            workshop.progress().end();
        }
        PrecisionSet precisions = outcomes.precisions();
        long[] correct = new long[count * precisions.size()];
        for (int n = 0; n < count; n++) {
            for (int q = 0; q < precisions.size(); q++) {
                correct[n * precisions.size() + q] = outcomes.of(worst[n]).isCorrect(q, n) ? 1 : 0;
            }
        }
        List<NamedArray> arrays = List.of(
                new NamedArray.Floats("clean", shape, clean),
                new NamedArray.Floats("adversarial", shape, adversarial),
                new NamedArray.Longs("labels", Shape.of(count), longs(loader.labels(ids(count)))),
                new NamedArray.Longs("candidate", Shape.of(count), longs(worst)),
                new NamedArray.Longs("correct", Shape.of(count, precisions.size()), correct));
        Map<String, String> metadata = metadata(outcomes, loader.normalisation());
        trained.run().write(tier.evidence(), channel -> SafetensorsWriter.writeTo(channel, arrays, metadata));
    }

    private static int[] worst(Outcomes outcomes) {
        PoolScores scores = new PoolScores(outcomes);
        return IntStream.range(0, outcomes.images()).map(scores::worst).toArray();
    }

    /** Fills {@code values} with each image as its candidate shows it, in (image, channel, row, column) order. */
    private void collect(int[] candidates, float[] values, int before) {
        int size = values.length / candidates.length;
        int done = before;
        for (int candidate : IntStream.of(candidates).distinct().sorted().toArray()) {
            int[] shownBy = IntStream.range(0, candidates.length)
                    .filter(n -> candidates[n] == candidate)
                    .toArray();
            for (int first = 0; first < shownBy.length; first += OutcomeEvaluation.IMAGES_AT_ONCE) {
                int end = Math.min(shownBy.length, first + OutcomeEvaluation.IMAGES_AT_ONCE);
                int[] some = Arrays.copyOfRange(shownBy, first, end);
                Tensor shown = evaluation.show(candidate, some);
                float[] unpacked = LaneFormat.unpack(shown);
                for (int i = 0; i < some.length; i++) {
                    System.arraycopy(unpacked, i * size, values, some[i] * size, size);
                }
                done += some.length;
                workshop.progress().update(done, "");
            }
        }
    }

    private Map<String, String> metadata(Outcomes outcomes, Normalisation normalisation) {
        Map<String, String> metadata = new TreeMap<>();
        metadata.put("weights", trained.weights());
        metadata.put("testChecksum", images.checksum());
        metadata.put("epsilon", Double.toString(trained.settings().evaluation().attackEpsilon()));
        metadata.put("mean", text(normalisation.mean()));
        metadata.put("std", text(normalisation.std()));
        metadata.put(
                "precisions",
                TransferFiles.bits(outcomes.precisions()).stream()
                        .map(bits -> Integer.toString(bits))
                        .collect(Collectors.joining(",")));
        metadata.put(
                "candidates",
                IntStream.range(0, outcomes.candidates().size())
                        .mapToObj(outcomes::title)
                        .collect(Collectors.joining("; ")));
        return metadata;
    }

    private static String text(float[] values) {
        return IntStream.range(0, values.length)
                .mapToObj(c -> Float.toString(values[c]))
                .collect(Collectors.joining(","));
    }

    private static int[] ids(int count) {
        return IntStream.range(0, count).toArray();
    }

    private static long[] longs(int[] values) {
        return IntStream.of(values).asLongStream().toArray();
    }
}
