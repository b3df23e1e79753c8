package doublewin.dwq.train;

import doublewin.dwq.PrecisionMixture;
import doublewin.dwq.PrecisionSet;
import doublewin.engine.random.RandomKey;
import doublewin.nn.optimise.Schedule;

/**
 * What a training run does, apart from its network and images.
 *
 * @param method how images are perturbed
 * @param precisions every iteration draws one of them; one element is static-precision, {@code full} full-precision training
 * @param batchSize images an iteration, at least 1; the last batch of an epoch may be smaller
 * @param epochs passes over the training images, 1 to 65535
 * @param schedule learning rate and momentum of every iteration
 * @param weightDecay on every parameter, 0 or more
 * @param seed of data order, augmentation, precisions and perturbations
 */
public record TrainingSettings(
        TrainingMethod method,
        PrecisionMixture precisions,
        int batchSize,
        int epochs,
        Schedule schedule,
        float weightDecay,
        long seed) {
    private static final int MAX_EPOCHS = RandomKey.MAX_EPOCH;

    /** Checks the ranges. */
    public TrainingSettings {
        if (batchSize < 1) {
            throw new IllegalArgumentException("training: expected a batch size of at least 1, found " + batchSize);
        }
        if (epochs < 1 || epochs > MAX_EPOCHS) {
            throw new IllegalArgumentException("training: expected 1 to " + MAX_EPOCHS + " epochs, found " + epochs);
        }
        if (!(weightDecay >= 0 && Float.isFinite(weightDecay))) {
            throw new IllegalArgumentException("training: expected a weight decay of 0 or more, found " + weightDecay);
        }
    }

    /** Training that draws precisions uniformly. */
    public TrainingSettings(
            TrainingMethod method,
            PrecisionSet precisions,
            int batchSize,
            int epochs,
            Schedule schedule,
            float weightDecay,
            long seed) {
        this(method, PrecisionMixture.uniform(precisions), batchSize, epochs, schedule, weightDecay, seed);
    }
}
