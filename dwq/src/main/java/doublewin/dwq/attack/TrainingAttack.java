package doublewin.dwq.attack;

import doublewin.engine.autograd.CrossEntropyOp;
import doublewin.engine.autograd.GradientTarget;
import doublewin.engine.autograd.PreparedWeights;
import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.engine.kernel.Elementwise;
import doublewin.engine.kernel.Perturbation;
import doublewin.engine.kernel.PerturbationBounds;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.random.Purpose;
import doublewin.engine.random.RandomKey;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Layer;
import doublewin.nn.Pass;
import doublewin.nn.Precision;
import doublewin.nn.data.Normalisation;

/**
 * The perturbation of a training batch. As in the official code, the attack sees the network in training mode: batch
 * norm uses the batch's statistics, and every step updates running statistics and ranges. Every image moves at every
 * step, and the loss is the batch's mean.
 */
public final class TrainingAttack {
    private final Layer network;
    private final PerturbationBounds bounds;
    private final WorkerPool pool;
    private final Arena arena;
    private final PreparedWeights weights;

    /**
     * An attack on one network; it gives back the memory of every step.
     *
     * @param weights shared by the steps, and the caller's to clear when a parameter has changed
     */
    public TrainingAttack(
            Layer network,
            PerturbationBudget budget,
            Normalisation normalisation,
            WorkerPool pool,
            Arena arena,
            PreparedWeights weights) {
        this.network = network;
        this.bounds = budget.bounds(normalisation);
        this.pool = pool;
        this.arena = arena;
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
        UniformStart.fill(pool, key, images, x, bounds, delta);
    }

    /**
     * Takes {@code steps} steps along the sign of the loss's gradient, each clamped to +-epsilon and to valid images.
     *
     * @param delta the perturbation before, then after
     */
    public void ascend(Tensor x, int[] labels, Precision precision, int steps, Tensor delta) {
        for (int step = 0; step < steps; step++) {
            Arena.Mark mark = arena.mark();
            Tape tape = new Tape(arena, pool, GradientTarget.INPUT, weights);
            Tensor perturbed = arena.allocate(x.shape());
            Elementwise.add(pool, x, delta, perturbed);
            Variable input = tape.input(perturbed);
            Variable logits = network.forward(tape, input, precision, Pass.TRAINING);
            Tensor gradient = tape.backward(CrossEntropyOp.mean(tape, logits, labels))
                    .of(input)
                    .orElseThrow();
            Perturbation.step(pool, x, gradient, bounds, delta);
            arena.release(mark);
        }
    }
}
