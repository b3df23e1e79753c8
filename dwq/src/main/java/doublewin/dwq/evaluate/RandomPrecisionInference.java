package doublewin.dwq.evaluate;

import doublewin.dwq.PrecisionMixture;
import doublewin.dwq.PrecisionSet;
import doublewin.engine.random.Purpose;
import doublewin.engine.random.RandomKey;
import doublewin.engine.random.RandomStream;
import doublewin.nn.Precision;

/**
 * Random precision inference (RPI): for every logical batch of images the network draws the precision that classifies
 * it, and the attacker, who does not know it, draws the precision to attack. Both draws are independent, so they may
 * coincide; the attacker's is uniform over the set, as the paper's defender's is.
 *
 * <p>A logical batch is {@code image id / batchSize}, whatever the number of images computed at once; a draw depends on
 * seed and logical batch alone.
 *
 * @param mixture that the defender draws from
 * @param batchSize images that share a draw, at least 1; the official code's is 128
 * @param seed of the draws
 */
public record RandomPrecisionInference(PrecisionMixture mixture, int batchSize, long seed) {
    /** The official code's batch size. */
    public static final int BATCH_SIZE = 128;

    /** Checks the batch size. */
    public RandomPrecisionInference {
        if (batchSize < 1) {
            throw new IllegalArgumentException(
                    "random precision inference: expected a batch size of at least 1, found " + batchSize);
        }
    }

    /** A defender who draws uniformly, as the paper's does. */
    public RandomPrecisionInference(PrecisionSet precisions, int batchSize, long seed) {
        this(PrecisionMixture.uniform(precisions), batchSize, seed);
    }

    /** The precisions that are attacked, all of which classify. */
    public PrecisionSet precisions() {
        return mixture.precisions();
    }

    /**
     * What was found.
     *
     * @param images evaluated
     * @param clean unperturbed images classified correctly
     * @param robust perturbed images classified correctly
     */
    public record Result(int images, int clean, int robust) {
        /** Accuracy on unperturbed images, 0 to 1. */
        public double cleanAccuracy() {
            return (double) clean / images;
        }

        /** Accuracy on perturbed images, 0 to 1. */
        public double robustAccuracy() {
            return (double) robust / images;
        }
    }

    /** The precision that classifies an image. */
    public Precision defender(int image) {
        return draw(mixture, Purpose.RANDOM_PRECISION_INFERENCE_DEFENDER, image);
    }

    /** The precision that an image is attacked at. */
    public Precision attacker(int image) {
        return draw(PrecisionMixture.uniform(precisions()), Purpose.RANDOM_PRECISION_INFERENCE_ATTACKER, image);
    }

    private Precision draw(PrecisionMixture drawn, Purpose purpose, int image) {
        RandomKey key = RandomKey.of(seed, purpose).withStep(image / batchSize);
        return drawn.draw(new RandomStream(key));
    }

    /**
     * Clean and robust accuracy under random precision inference, from a complete table over the same precisions.
     *
     * @param attack position among the table's attacks
     * @throws IllegalArgumentException if the table is over others
     */
    public Result of(Outcomes outcomes, int attack) {
        outcomes.requireComplete("random precision inference");
        if (!outcomes.precisions().equals(precisions())) {
            throw new IllegalArgumentException("random precision inference: it draws from " + precisions()
                    + ", the outcomes are over " + outcomes.precisions());
        }
        int clean = 0;
        int robust = 0;
        for (int image = 0; image < outcomes.images(); image++) {
            int inference = precisions().indexOf(defender(image));
            int candidate = outcomes.attacked(attack, precisions().indexOf(attacker(image)));
            clean += outcomes.of(Outcomes.CLEAN).isCorrect(inference, image) ? 1 : 0;
            robust += outcomes.of(candidate).isCorrect(inference, image) ? 1 : 0;
        }
        return new Result(outcomes.images(), clean, robust);
    }

    /**
     * How much robust accuracy varies from one series of draws to another, on these images: its standard deviation, exactly.
     * Logical batches are drawn for independently, so their variances add up.
     *
     * @param attack position among the table's attacks
     */
    public double spread(Outcomes outcomes, int attack) {
        outcomes.requireComplete("random precision inference");
        double variance = 0;
        for (int first = 0; first < outcomes.images(); first += batchSize) {
            variance += variance(outcomes, attack, first, Math.min(first + batchSize, outcomes.images()));
        }
        return Math.sqrt(variance) / outcomes.images();
    }

    /** Of how many images of a batch are right. */
    private double variance(Outcomes outcomes, int attack, int first, int end) {
        int size = precisions().size();
        double mean = 0;
        double square = 0;
        for (int attacked = 0; attacked < size; attacked++) {
            CandidateOutcomes candidate = outcomes.of(outcomes.attacked(attack, attacked));
            for (int inference = 0; inference < size; inference++) {
                double likely = mixture.weights().get(inference) / size;
                int right = 0;
                for (int image = first; image < end; image++) {
                    right += candidate.isCorrect(inference, image) ? 1 : 0;
                }
                mean += likely * right;
                square += likely * right * right;
            }
        }
        return Math.max(square - mean * mean, 0);
    }
}
