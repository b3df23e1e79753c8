package doublewin.dwq.attack;

import doublewin.engine.autograd.CrossEntropyOp;
import doublewin.engine.autograd.GradientTarget;
import doublewin.engine.autograd.PreparedWeights;
import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.engine.kernel.Elementwise;
import doublewin.engine.kernel.Perturbation;
import doublewin.engine.kernel.PerturbationBounds;
import doublewin.engine.kernel.SoftmaxCrossEntropy;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.random.Purpose;
import doublewin.engine.random.RandomKey;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Layer;
import doublewin.nn.Pass;
import doublewin.nn.Precision;
import doublewin.nn.data.Normalisation;
import java.util.Arrays;

/**
 * Projected gradient descent (Madry et al., 2018) against a network in evaluation mode, to measure robustness.
 *
 * <p>As in the official code only images that are still classified correctly move on, so an image that is wrong from
 * the start keeps its first perturbation. The sum of the losses is differentiated, and what an image starts from is
 * keyed by its id: its perturbation does not depend on the images beside it.
 */
public final class PgdAttack {
    private final Layer network;
    private final PgdSettings settings;
    private final PerturbationBounds bounds;
    private final long seed;
    private final WorkerPool pool;
    private final Arena arena;
    private final PreparedWeights weights;

    /**
     * An attack on one network.
     *
     * @param seed of the random starts
     * @param arena memory that the attack gives back before it returns
     */
    public PgdAttack(
            Layer network, PgdSettings settings, Normalisation normalisation, long seed, WorkerPool pool, Arena arena) {
        this(network, settings, normalisation, seed, pool, arena, new PreparedWeights());
    }

    /**
     * An attack on one network that shares room with others.
     *
     * @param seed of the random starts
     * @param arena memory that the attack gives back before it returns
     * @param weights room for prepared weights, which every ascent clears
     */
    public PgdAttack(
            Layer network,
            PgdSettings settings,
            Normalisation normalisation,
            long seed,
            WorkerPool pool,
            Arena arena,
            PreparedWeights weights) {
        this.network = network;
        this.settings = settings;
        this.bounds = settings.budget().bounds(normalisation);
        this.seed = seed;
        this.pool = pool;
        this.arena = arena;
        this.weights = weights;
    }

    /**
     * Perturbs images against a precision: all restarts, of which each image keeps the one with the highest
     * cross-entropy at that precision, and the latest of equals.
     *
     * @param images ids that key the random starts
     * @param x normalised images in lane format
     * @param delta overwritten with the perturbation, of the shape of {@code x}
     */
    public void craft(int[] images, Tensor x, int[] labels, Precision precision, Tensor delta) {
        start(images, x, precision, 0, delta);
        ascend(x, labels, precision, delta);
        if (settings.restarts() == 1) {
            return;
        }
        Arena.Mark mark = arena.mark();
        Tensor challenger = arena.allocate(x.shape());
        float[] highest = losses(x, labels, precision, delta);
        for (int restart = 1; restart < settings.restarts(); restart++) {
            start(images, x, precision, restart, challenger);
            ascend(x, labels, precision, challenger);
            float[] losses = losses(x, labels, precision, challenger);
            for (int n = 0; n < losses.length; n++) {
                if (losses[n] >= highest[n]) {
                    highest[n] = losses[n];
                    ImageLanes.copy(challenger, n, delta, n);
                }
            }
        }
        arena.release(mark);
    }

    /** The first perturbation of a restart: uniform in +-epsilon, clamped to valid images. */
    public void start(int[] images, Tensor x, Precision precision, int restart, Tensor delta) {
        RandomKey key = RandomKey.of(seed, Purpose.EVALUATION_ATTACK)
                .withRestart(restart)
                .withStep(precision.bits());
        UniformStart.fill(pool, key, images, x, bounds, delta);
    }

    /** Takes the attack's steps from a given perturbation, which is overwritten. */
    public void ascend(Tensor x, int[] labels, Precision precision, Tensor delta) {
        weights.clear();
        int[] active = allOf(x.shape());
        for (int step = 0; step < settings.steps() && active.length > 0; step++) {
            active = step(x, labels, precision, active, delta);
        }
    }

    private static int[] allOf(Shape shape) {
        int[] all = new int[shape.images()];
        Arrays.setAll(all, n -> n);
        return all;
    }

    /**
     * One step of the images {@code active}, in groups of a block a worker that go through the whole network one after the other, so that a
     * group's feature maps stay in the cache. Returns the images that have moved.
     */
    private int[] step(Tensor x, int[] labels, Precision precision, int[] active, Tensor delta) {
        int size = pool.workers() * Shape.LANES;
        int[] movers = new int[active.length];
        int count = 0;
        for (int first = 0; first < active.length; first += size) {
            int[] group = Arrays.copyOfRange(active, first, Math.min(active.length, first + size));
            Arena.Mark mark = arena.mark();
            int[] moved = stepTogether(x, labels, precision, group, delta);
            arena.release(mark);
            System.arraycopy(moved, 0, movers, count, moved.length);
            count += moved.length;
        }
        return Arrays.copyOf(movers, count);
    }

    /**
     * One step of the images {@code active}, gathered into dense blocks, so that the images already won cost nothing.
     * Returns those of them that were still classified correctly and so have moved; the others never move again, since
     * in evaluation mode they stay what they are.
     */
    private int[] stepTogether(Tensor x, int[] labels, Precision precision, int[] active, Tensor delta) {
        Shape dense = Shape.lanes(
                active.length, x.shape().height(), x.shape().width(), x.shape().channels());
        Tensor denseX = arena.allocate(dense);
        Tensor denseDelta = arena.allocate(dense);
        ImageLanes.gather(pool, x, active, denseX);
        ImageLanes.gather(pool, delta, active, denseDelta);
        int[] denseLabels = Arrays.stream(active).map(n -> labels[n]).toArray();

        Tape tape = new Tape(arena, pool, GradientTarget.INPUT, weights);
        Tensor perturbed = arena.allocate(dense);
        Elementwise.add(pool, denseX, denseDelta, perturbed);
        Variable input = tape.input(perturbed);
        Variable logits = network.forward(tape, input, precision, Pass.EVALUATION);
        int[] classes = new int[active.length];
        SoftmaxCrossEntropy.argmax(logits.value(), classes);
        int[] moving = new int[active.length];
        int movers = 0;
        for (int n = 0; n < active.length; n++) {
            if (classes[n] == denseLabels[n]) {
                moving[movers++] = n;
            }
        }
        if (movers == 0) {
            return new int[0];
        }
        Tensor gradient = tape.backward(CrossEntropyOp.sum(tape, logits, denseLabels))
                .of(input)
                .orElseThrow();
        Perturbation.step(pool, denseX, gradient, bounds, denseDelta);
        moving = Arrays.copyOf(moving, movers);
        int[] targets = Arrays.stream(moving).map(n -> active[n]).toArray();
        ImageLanes.scatter(pool, denseDelta, moving, delta, targets);
        return targets;
    }

    private float[] losses(Tensor x, int[] labels, Precision precision, Tensor delta) {
        Arena.Mark mark = arena.mark();
        Tape tape = new Tape(arena, pool, GradientTarget.NONE);
        Tensor perturbed = arena.allocate(x.shape());
        Elementwise.add(pool, x, delta, perturbed);
        Variable logits = network.forward(tape, tape.input(perturbed), precision, Pass.EVALUATION);
        float[] losses = new float[labels.length];
        SoftmaxCrossEntropy.losses(logits.value(), labels, losses);
        arena.release(mark);
        return losses;
    }
}
