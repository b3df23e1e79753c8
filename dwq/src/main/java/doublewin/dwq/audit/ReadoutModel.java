package doublewin.dwq.audit;

import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.LogitLoss;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A classifier into two classes for each image of a batch, all of the same features: the logits are minus the
 * {@link Readout}'s score and the score. Only the whole batch can be classified, since a readout belongs to its place there.
 *
 * @param features whose "logits" are an image's features
 * @param readouts one an image
 */
record ReadoutModel(DifferentiableModel features, Readout[] readouts) implements DifferentiableModel {
    private static final int CLASSES = 2;

    @Override
    public int classes() {
        return CLASSES;
    }

    @Override
    public void logits(Tensor x, Tensor logits) {
        Tensor found = room(x);
        features.logits(x, found);
        enter(found, all(), logits);
    }

    @Override
    public void gradient(Tensor x, int[] labels, LogitLoss loss, Tensor logits, Tensor dx) {
        Tensor found = room(x);
        features.gradient(x, labels, new OfFeatures(loss, all()), found, dx);
        enter(found, all(), logits);
    }

    private Tensor room(Tensor x) {
        int images = x.shape().images();
        if (images != readouts.length) {
            throw new IllegalArgumentException(
                    "readout: " + images + " images are shown, expected the " + readouts.length
                            + " that there are readouts of; an attack that leaves images out can't be tested");
        }
        return Tensor.zeros(Shape.lanes(images, 1, 1, features.classes()));
    }

    private int[] all() {
        return IntStream.range(0, readouts.length).toArray();
    }

    /** An image's features. */
    static double[] read(Tensor features, int image) {
        double[] values = new double[features.shape().channels()];
        Arrays.setAll(values, j -> features.get(LaneFormat.index(features.shape(), image, 0, 0, j)));
        return values;
    }

    private void enter(Tensor found, int[] positions, Tensor logits) {
        logits.fill(0);
        for (int n = 0; n < positions.length; n++) {
            float score = (float) readouts[positions[n]].score(read(found, n));
            logits.set(LaneFormat.index(logits.shape(), n, 0, 0, 0), -score);
            logits.set(LaneFormat.index(logits.shape(), n, 0, 0, 1), score);
        }
    }

    /** A loss of the two logits as one of the features of the images at some positions. */
    private final class OfFeatures implements LogitLoss {
        private final LogitLoss loss;
        private final int[] positions;

        OfFeatures(LogitLoss loss, int[] positions) {
            this.loss = loss;
            this.positions = positions;
        }

        private Tensor logits(Tensor found) {
            Tensor logits = Tensor.zeros(Shape.lanes(positions.length, 1, 1, CLASSES));
            enter(found, positions, logits);
            return logits;
        }

        @Override
        public void losses(Tensor found, int[] labels, float[] losses) {
            loss.losses(logits(found), labels, losses);
        }

        @Override
        public int gradient(Tensor found, int[] labels, Tensor seed) {
            Tensor logits = logits(found);
            Tensor dlogits = Tensor.zeros(logits.shape());
            int count = loss.gradient(logits, labels, dlogits);
            seed.fill(0);
            for (int n = 0; n < positions.length; n++) {
                double byScore = (double) dlogits.get(LaneFormat.index(dlogits.shape(), n, 0, 0, 1))
                        - dlogits.get(LaneFormat.index(dlogits.shape(), n, 0, 0, 0));
                double[] weight = readouts[positions[n]].weight();
                for (int j = 0; j < weight.length; j++) {
                    seed.set(LaneFormat.index(seed.shape(), n, 0, 0, j), (float) (byScore * weight[j]));
                }
            }
            return count;
        }

        @Override
        public LogitLoss at(int[] chosen) {
            int[] there = Arrays.stream(chosen).map(n -> positions[n]).toArray();
            return new OfFeatures(loss.at(chosen), there);
        }
    }
}
