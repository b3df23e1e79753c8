package doublewin.dwq.attack;

import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The mean of the probabilities that a mixture's members give, as one classifier without randomness: what every
 * randomised defence has to be compared with. Its logits are {@code log sum p_q softmax_q}, its gradients exact.
 *
 * @param mixture of the members
 * @param workspace of the members
 */
public record EnsembleModel(Mixture mixture, Workspace workspace) implements DifferentiableModel {
    @Override
    public int classes() {
        return mixture.classes();
    }

    @Override
    public void logits(Tensor x, Tensor logits) {
        Arena.Mark mark = workspace.arena().mark();
        Tensor ofMember = workspace.arena().allocate(logits.shape());
        double[][] probabilities = new double[x.shape().images()][classes()];
        for (int q = 0; q < mixture.size(); q++) {
            mixture.members().get(q).logits(x, ofMember);
            add(ofMember, mixture.weights()[q], probabilities);
        }
        enter(probabilities, logits);
        workspace.arena().release(mark);
    }

    /**
     * The mean of probabilities from the logits of each member.
     *
     * @param ofMembers (images, 1, 1, classes) in lane format, in the mixture's order
     * @param weights of the mixture
     * @param logits overwritten with its logarithm
     */
    public static void combine(Tensor[] ofMembers, double[] weights, Tensor logits) {
        double[][] probabilities =
                new double[logits.shape().images()][logits.shape().channels()];
        for (int q = 0; q < ofMembers.length; q++) {
            add(ofMembers[q], weights[q], probabilities);
        }
        enter(probabilities, logits);
    }

    private static void add(Tensor ofMember, double weight, double[][] probabilities) {
        for (int n = 0; n < probabilities.length; n++) {
            double[] softmax = softmax(ofMember, n);
            for (int k = 0; k < softmax.length; k++) {
                probabilities[n][k] += weight * softmax[k];
            }
        }
    }

    private static void enter(double[][] probabilities, Tensor logits) {
        logits.fill(0);
        for (int n = 0; n < probabilities.length; n++) {
            for (int k = 0; k < probabilities[n].length; k++) {
                // The smallest normal number keeps the logarithm of an impossible class finite.
                double logarithm = StrictMath.log(Math.max(probabilities[n][k], Double.MIN_NORMAL));
                logits.set(LaneFormat.index(logits.shape(), n, 0, 0, k), (float) logarithm);
            }
        }
    }

    private static double[] softmax(Tensor logits, int image) {
        double[] z = new double[logits.shape().channels()];
        PerImageLoss.read(logits, image, z);
        double largest = Arrays.stream(z).max().orElseThrow();
        double sum = 0;
        for (int k = 0; k < z.length; k++) {
            z[k] = StrictMath.exp(z[k] - largest);
            sum += z[k];
        }
        for (int k = 0; k < z.length; k++) {
            z[k] /= sum;
        }
        return z;
    }

    @Override
    public void gradient(Tensor x, int[] labels, LogitLoss loss, Tensor logits, Tensor dx) {
        logits(x, logits);
        Arena.Mark mark = workspace.arena().mark();
        Tensor dlogits = workspace.arena().allocate(logits.shape());
        dx.fill(0);
        if (loss.gradient(logits, labels, dlogits) > 0) {
            Tensor ofMember = workspace.arena().allocate(x.shape());
            Tensor again = workspace.arena().allocate(logits.shape());
            float[] ones = new float[labels.length];
            Arrays.fill(ones, 1);
            int[] all = IntStream.range(0, labels.length).toArray();
            for (int q = 0; q < mixture.size(); q++) {
                LogitLoss part = new Share(logits, dlogits, mixture.weights()[q], all);
                mixture.members().get(q).gradient(x, labels, part, again, ofMember);
                ImageSums.add(ofMember, ones, dx);
            }
        }
        workspace.arena().release(mark);
    }

    /**
     * A member's share in the gradient. With {@code P = sum p_q s_q} the mean probability and v the loss's gradient by
     * {@code log P}, that by a member's logit j is {@code p s_j (v_j / P_j - sum over k of s_k v_k / P_k)}.
     *
     * @param logits {@code log P}
     * @param dlogits v
     * @param weight p of the member
     * @param positions of the images in the batch of these tensors
     */
    private record Share(Tensor logits, Tensor dlogits, double weight, int[] positions) implements LogitLoss {
        @Override
        public void losses(Tensor ofMember, int[] labels, float[] losses) {
            throw new UnsupportedOperationException("a member's share in a gradient is no loss of its own");
        }

        @Override
        public int gradient(Tensor ofMember, int[] labels, Tensor seed) {
            Shape shape = logits.shape();
            seed.fill(0);
            for (int n = 0; n < labels.length; n++) {
                double[] s = softmax(ofMember, n);
                double[] ratio = new double[s.length];
                double mean = 0;
                for (int k = 0; k < s.length; k++) {
                    int at = LaneFormat.index(shape, positions[n], 0, 0, k);
                    ratio[k] = dlogits.get(at) * StrictMath.exp(-logits.get(at));
                    mean += s[k] * ratio[k];
                }
                for (int k = 0; k < s.length; k++) {
                    seed.set(LaneFormat.index(seed.shape(), n, 0, 0, k), (float) (weight * s[k] * (ratio[k] - mean)));
                }
            }
            return labels.length;
        }

        @Override
        public LogitLoss at(int[] chosen) {
            int[] there = Arrays.stream(chosen).map(n -> positions[n]).toArray();
            return new Share(logits, dlogits, weight, there);
        }
    }
}
