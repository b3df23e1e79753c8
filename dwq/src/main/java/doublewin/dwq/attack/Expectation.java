package doublewin.dwq.attack;

import doublewin.engine.tensor.Tensor;
import java.util.Arrays;

/** Sums up an {@link ExpectedLoss}, its gradient, and accuracy and margin, member by member. */
final class Expectation {
    private final ExpectedLoss loss;
    private final int[] labels;
    private final Scores scores;
    private final double[] total;
    /** Of the probabilities' logarithms the largest so far: sums of probabilities are kept relative to it. */
    private final double[] top;

    Expectation(ExpectedLoss loss, int[] labels, Scores scores) {
        this.loss = loss;
        this.labels = labels;
        this.scores = scores;
        this.total = new double[labels.length];
        this.top = new double[labels.length];
        Arrays.fill(top, Double.NEGATIVE_INFINITY);
        Arrays.fill(scores.accuracy(), 0);
        Arrays.fill(scores.margin(), 0);
    }

    /** Adds a member's logits. */
    void add(Tensor logits, double weight) {
        enter(logits, weight, new double[labels.length], new float[labels.length], new float[labels.length]);
    }

    /**
     * Adds a member's logits and gradient.
     *
     * @param ofMember the gradient of {@link ExpectedLoss#ofMember} by normalised values
     * @param std of each channel, which makes it one by pixels
     * @param dx the expectation's gradient so far
     */
    void add(Tensor logits, double weight, Tensor ofMember, float[] std, Tensor dx) {
        float[] kept = new float[labels.length];
        float[] factors = new float[labels.length];
        enter(logits, weight, loss.needsGradients() ? norms(ofMember, std) : new double[labels.length], kept, factors);
        if (loss == ExpectedLoss.CROSS_ENTROPY_OF_MEAN) {
            ImageSums.scale(dx, kept);
        }
        ImageSums.add(ofMember, factors, dx);
    }

    private static double[] norms(Tensor dx, float[] std) {
        double[] norms = new double[dx.shape().images()];
        ImageNorms.l1(dx, std, norms);
        return norms;
    }

    /**
     * Enters a member.
     *
     * @param norms L1 norm of each image's gradient by pixels, where the loss needs it
     * @param kept overwritten: what the gradient so far is multiplied by
     * @param factors overwritten: what the member's gradient is multiplied by
     */
    private void enter(Tensor logits, double weight, double[] norms, float[] kept, float[] factors) {
        float[] losses = new float[labels.length];
        double[] margins = new double[labels.length];
        loss.ofMember().losses(logits, labels, losses);
        Classification.margins(logits, labels, margins);
        boolean[] correct = Classification.correct(logits, labels);
        for (int n = 0; n < labels.length; n++) {
            scores.accuracy()[n] += correct[n] ? weight : 0;
            scores.margin()[n] += weight * margins[n];
            kept[n] = 1;
            switch (loss) {
                case CROSS_ENTROPY_OF_MEAN -> probability(n, StrictMath.log(weight) - losses[n], kept, factors);
                case REMAINING_DISTANCE -> {
                    boolean pulls = correct[n] && norms[n] > 0 && Double.isFinite(norms[n]);
                    factors[n] = pulls ? (float) (weight / norms[n]) : 0;
                    total[n] += pulls ? weight * losses[n] / norms[n] : 0;
                }
                case MEAN_CROSS_ENTROPY, MEAN_RATIO, MEAN_MARGIN -> {
                    factors[n] = (float) weight;
                    total[n] += weight * losses[n];
                }
            }
        }
    }

    /** Adds a probability, given its logarithm, to the sum of an image; the gradient is the sum's, weighted likewise. */
    private void probability(int n, double logarithm, float[] kept, float[] factors) {
        double higher = Math.max(top[n], logarithm);
        if (higher == Double.NEGATIVE_INFINITY) {
            return; // a member of weight 0 before all others
        }
        kept[n] = (float) StrictMath.exp(top[n] - higher);
        factors[n] = (float) StrictMath.exp(logarithm - higher);
        total[n] = total[n] * StrictMath.exp(top[n] - higher) + StrictMath.exp(logarithm - higher);
        top[n] = higher;
    }

    /** Enters the losses when all members are added. */
    void end() {
        for (int n = 0; n < labels.length; n++) {
            scores.loss()[n] = (float)
                    (loss == ExpectedLoss.CROSS_ENTROPY_OF_MEAN ? -(top[n] + StrictMath.log(total[n])) : total[n]);
        }
    }

    /** The same, and the gradient. */
    void end(Tensor dx) {
        end();
        if (loss == ExpectedLoss.CROSS_ENTROPY_OF_MEAN) {
            float[] factors = new float[labels.length];
            for (int n = 0; n < factors.length; n++) {
                factors[n] = (float) (1 / total[n]);
            }
            ImageSums.scale(dx, factors);
        }
    }
}
