package doublewin.dwq.audit;

import doublewin.dwq.attack.Classification;
import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.ImageValues;
import doublewin.dwq.attack.Mixture;
import doublewin.dwq.attack.TargetModel;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Who classifies: one model, or one of several that is drawn.
 *
 * @param members the models
 * @param weights how likely each is drawn
 */
record Defender(List<? extends TargetModel> members, double[] weights) {
    private static final int PASSES = 5;

    static Defender of(DifferentiableModel model) {
        return new Defender(List.of(model), new double[] {1});
    }

    static Defender of(Mixture mixture) {
        return new Defender(mixture.members(), mixture.weights());
    }

    /** What each member answers. */
    Tensor[] logits(Tensor x) {
        Shape shape = Shape.lanes(x.shape().images(), 1, 1, members.getFirst().classes());
        Tensor[] logits = new Tensor[members.size()];
        for (int q = 0; q < logits.length; q++) {
            logits[q] = Tensor.zeros(shape);
            members.get(q).logits(x, logits[q]);
        }
        return logits;
    }

    /** How likely each image is classified correctly. */
    double[] accuracy(Tensor x, int[] labels) {
        Tensor[] logits = logits(x);
        double[] accuracy = new double[labels.length];
        for (int q = 0; q < logits.length; q++) {
            boolean[] correct = Classification.correct(logits[q], labels);
            for (int n = 0; n < accuracy.length; n++) {
                accuracy[n] += correct[n] ? weights[q] : 0;
            }
        }
        return accuracy;
    }

    /** How many images are answered by other logits when they are shown again, five times in all, as AutoAttack's check has it. */
    int unstable(Tensor x) {
        Tensor[] first = logits(x);
        BitSet changed = new BitSet();
        for (int pass = 1; pass < PASSES; pass++) {
            Tensor[] again = logits(x);
            IntStream.range(0, x.shape().images())
                    .filter(n -> IntStream.range(0, first.length)
                            .anyMatch(
                                    q -> !Arrays.equals(ImageValues.read(first[q], n), ImageValues.read(again[q], n))))
                    .forEach(changed::set);
        }
        return changed.cardinality();
    }
}
