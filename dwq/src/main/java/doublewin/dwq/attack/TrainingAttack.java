package doublewin.dwq.attack;

import doublewin.engine.autograd.PreparedWeights;
import doublewin.engine.kernel.lane.Elementwise;
import doublewin.engine.kernel.point.LargestMagnitude;
import doublewin.engine.kernel.point.PerturbationBounds;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.random.Purpose;
import doublewin.engine.random.RandomKey;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.NonFiniteException;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Layer;
import doublewin.nn.Precision;
import java.util.BitSet;
import java.util.OptionalInt;

/**
 * The perturbation of a training batch. As in the official code, the attack sees the network in training mode: batch
 * norm uses the batch's statistics, and every step updates running statistics and ranges. Every image moves at every
 * step, and the loss is the batch's mean.
 */
public final class TrainingAttack {
    private static final LogitLoss LOSS = new MeanCrossEntropy();

    private final Layer network;
    private final int classes;
    private final SignStep step;
    private final PreparedWeights weights;

    /**
     * An attack on one network; it gives back the memory of every step.
     *
     * @param classes of the network
     * @param bounds epsilon, alpha and the box of valid images
     * @param weights shared by the steps, and the caller's to clear when a parameter has changed
     */
    public TrainingAttack(
            Layer network,
            int classes,
            PerturbationBounds bounds,
            WorkerPool pool,
            Arena arena,
            PreparedWeights weights) {
        this.network = network;
        this.classes = classes;
        this.step = new SignStep(bounds, pool, arena);
        this.weights = weights;
    }

    /**
     * A uniform first perturbation of each image, clamped to valid images.
     *
     * @param seed with epoch and image id, the key of the draw
     * @param delta overwritten, of the shape of {@code x}
     */
    public void startUniform(long seed, int epoch, int[] images, Tensor x, Tensor delta) {
        RandomKey key = RandomKey.of(seed, Purpose.TRAINING_ATTACK).withEpoch(epoch);
        UniformStart.fill(step.pool(), key, images, x, step.bounds(), delta);
    }

    /**
     * Takes {@code steps} steps along the sign of the loss's gradient, each clamped to +-epsilon and to valid images.
     *
     * @param delta the perturbation before, then after
     * @return how many images had some gradient of zero in every pixel, whose sign moves nothing
     * @throws NonFiniteException naming the layer whose values are not finite, or the first image whose gradient is not and
     *     the parameter nearest to the loss whose gradient is not
     */
    public int ascend(Tensor x, int[] labels, Precision precision, int steps, Tensor delta) {
        TrainingModel model = new TrainingModel(network, classes, precision, step.pool(), step.arena(), weights);
        BitSet vanished = new BitSet();
        try {
            for (int i = 0; i < steps; i++) {
                step.take(model, x, labels, LOSS, delta, (logits, dx) -> {
                    OptionalInt spoilt = look(dx, vanished);
                    if (spoilt.isPresent()) {
                        throw spoilt(spoilt.getAsInt(), model, x, labels, delta);
                    }
                });
            }
        } catch (NonFiniteException e) {
            throw new NonFiniteException("training attack: " + e.getMessage(), e);
        }
        return vanished.cardinality();
    }

    /** Notes whose gradient vanished, until an image whose gradient is not finite is found. */
    private OptionalInt look(Tensor dx, BitSet vanished) {
        float[] steepest = new float[dx.shape().images()];
        LargestMagnitude.ofImages(step.pool(), dx, steepest);
        for (int n = 0; n < steepest.length; n++) {
            if (!Float.isFinite(steepest[n])) {
                return OptionalInt.of(n);
            }
            if (steepest[n] == 0) {
                vanished.set(n);
            }
        }
        return OptionalInt.empty();
    }

    private NonFiniteException spoilt(int image, TrainingModel model, Tensor x, int[] labels, Tensor delta) {
        String found = "the input gradient of image " + image + " of the batch is not finite";
        Tensor perturbed = step.arena().allocate(x.shape());
        Elementwise.add(step.pool(), x, delta, perturbed);
        try {
            model.requireFiniteGradients(perturbed, labels, LOSS);
        } catch (NonFiniteException e) {
            return new NonFiniteException(found + "; " + e.getMessage(), e);
        }
        return new NonFiniteException(found);
    }
}
