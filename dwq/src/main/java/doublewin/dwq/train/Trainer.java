package doublewin.dwq.train;

import doublewin.dwq.attack.TrainingAttack;
import doublewin.engine.autograd.CrossEntropyOp;
import doublewin.engine.autograd.GradientTarget;
import doublewin.engine.autograd.Gradients;
import doublewin.engine.autograd.PreparedWeights;
import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.engine.kernel.classify.SoftmaxCrossEntropy;
import doublewin.engine.kernel.lane.Elementwise;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.random.Purpose;
import doublewin.engine.random.RandomKey;
import doublewin.engine.random.RandomStream;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.NonFiniteException;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.FiniteCheck;
import doublewin.nn.Layer;
import doublewin.nn.Pass;
import doublewin.nn.Precision;
import doublewin.nn.data.BatchLoader;
import doublewin.nn.data.Batches;
import doublewin.nn.data.DataOrder;
import doublewin.nn.optimise.Sgd;

/**
 * Random precision training (RPT). An iteration draws a precision, perturbs the batch against the network at that
 * precision, and updates the parameters at that precision.
 *
 * <p>Everything random is keyed by seed, epoch, iteration or image id. So the network's parameters and buffers, the
 * optimiser's velocities and the position are the whole state: with them restored, training goes on as if it had never
 * stopped.
 */
public final class Trainer {
    private final Layer network;
    private final BatchLoader loader;
    private final TrainingSettings settings;
    private final WorkerPool pool;
    private final Arena arena = new Arena();
    private final PreparedWeights weights = new PreparedWeights();
    private final TrainingAttack attack;
    private final Sgd optimiser;
    private final FiniteCheck check;
    private final int iterationsAnEpoch;

    private TrainingPosition position = TrainingPosition.START;
    private Batches batches;
    private int epochOfBatches = -1;

    /** A trainer at the first iteration, over all images of the loader's set. */
    public Trainer(Layer network, BatchLoader loader, TrainingSettings settings, WorkerPool pool) {
        this.network = network;
        this.loader = loader;
        this.settings = settings;
        this.pool = pool;
        this.attack = new TrainingAttack(
                network,
                loader.source().classes(),
                settings.method().bounds(loader.normalisation()),
                pool,
                arena,
                weights);
        this.optimiser = new Sgd(network, settings.weightDecay());
        this.check = new FiniteCheck(network, pool);
        int images = loader.source().size();
        if (images == 0) {
            throw new IllegalArgumentException("training: " + loader.source().name() + " has no images");
        }
        this.iterationsAnEpoch = (int) (((long) images + settings.batchSize() - 1) / settings.batchSize());
    }

    /** Iterations of one epoch, the smaller last batch included. */
    public int iterationsAnEpoch() {
        return iterationsAnEpoch;
    }

    /** Iterations of the whole training. */
    public int totalIterations() {
        return Math.multiplyExact(iterationsAnEpoch, settings.epochs());
    }

    /** Iterations done so far. */
    public int iterationsDone() {
        return position.epoch() * iterationsAnEpoch + position.iteration();
    }

    /** Whether no iteration is left. */
    public boolean isFinished() {
        return position.epoch() == settings.epochs();
    }

    /** Where training stands: the next iteration. */
    public TrainingPosition position() {
        return position;
    }

    /** Goes on from a position, which a checkpoint remembers. State is the caller's to restore. */
    public void moveTo(TrainingPosition target) {
        boolean inside = target.epoch() >= 0
                && target.epoch() < settings.epochs()
                && target.iteration() >= 0
                && target.iteration() < iterationsAnEpoch;
        if (!inside && !target.equals(new TrainingPosition(settings.epochs(), 0))) {
            throw new IllegalArgumentException("training: there is no epoch " + target.epoch() + ", iteration "
                    + target.iteration() + " in " + settings.epochs() + " epochs of " + iterationsAnEpoch
                    + " iterations");
        }
        position = target;
        weights.clear();
    }

    /** The optimiser, whose velocities belong into a checkpoint. */
    public Sgd optimiser() {
        return optimiser;
    }

    /** The precision that an iteration draws: a function of seed, epoch, iteration and the mixture alone. */
    public Precision precisionOf(TrainingPosition at) {
        RandomKey key = RandomKey.of(settings.seed(), Purpose.PRECISION)
                .withEpoch(at.epoch())
                .withStep(at.iteration());
        return settings.precisions().draw(new RandomStream(key));
    }

    /**
     * One iteration.
     *
     * @throws NonFiniteException when training has diverged: the network is spoilt, the position still this iteration's
     * @throws IllegalStateException when it is finished
     */
    public TrainingStep step() {
        if (isFinished()) {
            throw new IllegalStateException("training: all " + settings.epochs() + " epochs are done");
        }
        TrainingStep step;
        try {
            step = train(batch(), precisionOf(position));
        } catch (NonFiniteException e) {
            // Whoever restores the network and goes on must not meet what was prepared of the spoilt one.
            weights.clear();
            throw new NonFiniteException(
                    "training: it diverged at epoch " + position.epoch() + ", iteration " + position.iteration() + ", "
                            + precisionOf(position) + "; try a lower learning rate (" + e.getMessage() + ")",
                    e);
        }
        position = position.iteration() + 1 < iterationsAnEpoch
                ? new TrainingPosition(position.epoch(), position.iteration() + 1)
                : new TrainingPosition(position.epoch() + 1, 0);
        return step;
    }

    private TrainingStep train(int[] images, Precision precision) {
        arena.reset();
        int[] labels = loader.labels(images);
        Tensor x = arena.allocate(loader.shape(images.length));
        loader.loadAugmented(images, settings.seed(), position.epoch(), x);
        Tensor delta = arena.allocate(x.shape());
        int vanished = perturb(images, x, labels, precision, delta);
        Elementwise.add(pool, x, delta, delta);
        return update(delta, vanished, labels, precision);
    }

    private int[] batch() {
        if (epochOfBatches != position.epoch()) {
            int images = loader.source().size();
            batches =
                    new Batches(DataOrder.permutation(settings.seed(), position.epoch(), images), settings.batchSize());
            epochOfBatches = position.epoch();
        }
        return batches.batch(position.iteration());
    }

    /** Fills delta, and tells how many images had a gradient that vanished. */
    private int perturb(int[] images, Tensor x, int[] labels, Precision precision, Tensor delta) {
        TrainingMethod method = settings.method();
        switch (method.start()) {
            case ZERO -> delta.fill(0);
            case UNIFORM -> attack.startUniform(settings.seed(), position.epoch(), images, x, delta);
        }
        return attack.ascend(x, labels, precision, method.steps(), delta);
    }

    /** The training forward and backward pass on a perturbed batch, and the optimiser's update. */
    TrainingStep update(Tensor perturbed, int vanished, int[] labels, Precision precision) {
        Tape tape = new Tape(arena, pool, GradientTarget.PARAMETERS, weights);
        Variable logits;
        Variable loss;
        try {
            logits = network.forward(tape, tape.input(perturbed), precision, Pass.TRAINING);
            loss = CrossEntropyOp.mean(tape, logits, labels);
        } catch (NonFiniteException e) {
            throw check.inForwardPass(tape, e);
        }
        float lossValue = loss.value().get(0);
        Gradients gradients = tape.backward(loss);
        check.requireFiniteGradients(tape, gradients);
        float learningRate = settings.schedule().rate(iterationsDone(), totalIterations());
        float momentum = settings.schedule().momentum(iterationsDone(), totalIterations());
        optimiser.step(pool, gradients, learningRate, momentum);
        weights.clear();
        requireFiniteState();
        return new TrainingStep(
                position.epoch(),
                position.iteration(),
                precision,
                learningRate,
                lossValue,
                SoftmaxCrossEntropy.correct(logits.value(), labels),
                labels.length,
                vanished);
    }

    /** What neither loss nor gradients need show: an update too large, a tensor of another precision's branch. */
    private void requireFiniteState() {
        try {
            check.requireFiniteState();
        } catch (NonFiniteException e) {
            throw new NonFiniteException("after the update, " + e.getMessage(), e);
        }
    }
}
