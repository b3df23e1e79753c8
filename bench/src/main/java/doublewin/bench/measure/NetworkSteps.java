package doublewin.bench.measure;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.CrossEntropy;
import doublewin.dwq.attack.PrecisionModel;
import doublewin.dwq.attack.SignStep;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Workspace;
import doublewin.dwq.quant.NormKind;
import doublewin.dwq.quant.QuantisedParts;
import doublewin.dwq.train.Trainer;
import doublewin.dwq.train.TrainingMethod;
import doublewin.dwq.train.TrainingSettings;
import doublewin.engine.kernel.convolution.ConvShape;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.FiniteCheck;
import doublewin.nn.Initialisation;
import doublewin.nn.Precision;
import doublewin.nn.WideResNet;
import doublewin.nn.data.Augmentation;
import doublewin.nn.data.BatchLoader;
import doublewin.nn.data.ImageSet;
import doublewin.nn.data.ImageShape;
import doublewin.nn.data.Normalisation;
import doublewin.nn.optimise.MultiStepSchedule;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Whole steps of a WRN-34 with switchable batch norm at 8 bit on 32 images. Only convolutions are counted as operations,
 * in each direction that the step needs.
 */
public final class NetworkSteps {
    private static final int DEPTH = 34;
    private static final int CLASSES = 10;
    private static final int IMAGES = 32;
    private static final ImageShape SHAPE = new ImageShape(32, 32, 3);
    private static final int ATTACK_STEPS = 7;
    private static final Precision PRECISION = new Precision(8);
    private static final ThreatModel THREAT = new ThreatModel(Ball.LINF, 8);
    private static final float ALPHA = 2;

    private final int width;
    private final WideResNet network;
    private final BatchLoader loader;
    private final int[] images = new int[IMAGES];

    /** A network of first weights that has seen one batch in training. */
    public NetworkSteps(int width, Numerics numerics, WorkerPool pool) {
        this.width = width;
        network = new WideResNet(
                new QuantisedParts(NormKind.SWITCHABLE, PrecisionSet.parse("4..16"), numerics),
                SHAPE,
                DEPTH,
                width,
                CLASSES);
        Initialisation.WIDE_RES_NET.apply(network, 1);
        loader = new BatchLoader(noise(), Normalisation.CIFAR10, Augmentation.Rule.CROP_AND_FLIP);
        for (int n = 0; n < IMAGES; n++) {
            images[n] = n;
        }
        trainer(TrainingMethod.plain(), pool).step();
    }

    private static ImageSet noise() {
        byte[] pixels = new byte[IMAGES * SHAPE.bytes()];
        new SplittableRandom(1).nextBytes(pixels);
        int[] labels = new int[IMAGES];
        for (int n = 0; n < IMAGES; n++) {
            labels[n] = n % CLASSES;
        }
        return new ImageSet("noise", SHAPE, CLASSES, pixels, labels);
    }

    private Trainer trainer(TrainingMethod method, WorkerPool pool) {
        TrainingSettings settings = new TrainingSettings(
                method,
                PrecisionSet.parse(Integer.toString(PRECISION.bits())),
                IMAGES,
                10_000,
                new MultiStepSchedule(1e-4, 0.9, List.of(), 1),
                5e-4f,
                1);
        return new Trainer(network, loader, settings, pool);
    }

    /** Every kind of step. */
    public List<Work> all(WorkerPool pool) {
        return List.of(forward(pool), pgd(pool), train(pool), pgd7(pool));
    }

    /** Logits in full precision, in evaluation mode: what frameworks for inference are built for. */
    public Work forward(WorkerPool pool) {
        PrecisionModel model = new PrecisionModel(network, CLASSES, Precision.FULL, new Workspace(pool, new Arena()));
        Tensor x = Tensor.zeros(loader.shape(IMAGES));
        loader.load(images, x);
        Tensor logits = Tensor.zeros(Shape.lanes(IMAGES, 1, 1, CLASSES));
        return work("step.forward", convolutionMacs(), any -> model.logits(x, logits));
    }

    /** One step of an attack in evaluation mode: forward, input gradient, sign step. */
    public Work pgd(WorkerPool pool) {
        Workspace workspace = new Workspace(pool, new Arena());
        PrecisionModel model = new PrecisionModel(network, CLASSES, PRECISION, workspace);
        SignStep step = new SignStep(THREAT.bounds(loader.normalisation(), ALPHA), pool, workspace.arena());
        Tensor x = Tensor.zeros(loader.shape(IMAGES));
        loader.load(images, x);
        Tensor delta = Tensor.zeros(x.shape());
        int[] labels = loader.labels(images);
        return work("step.pgd", 2 * convolutionMacs(), any -> step.take(model, x, labels, CrossEntropy.SUM, delta));
    }

    /** One iteration of plain training: forward, all gradients, SGD. */
    public Work train(WorkerPool pool) {
        Trainer trainer = trainer(TrainingMethod.plain(), pool);
        return work("step.train", 3 * convolutionMacs() - firstMacs(), any -> trainer.step());
    }

    /** One iteration of PGD-7 training: seven steps in training mode, then the training step. */
    public Work pgd7(WorkerPool pool) {
        Trainer trainer = trainer(TrainingMethod.pgd(ATTACK_STEPS, THREAT, ALPHA), pool);
        double macs = (2 * ATTACK_STEPS + 3) * convolutionMacs() - firstMacs();
        return work("step.pgd7", macs, any -> trainer.step());
    }

    /**
     * What a training step's check for values that are not finite reads, and more: all parameters and buffers twice, once for
     * the gradients, which are as many as the parameters that the pass has used. Part of {@link #train} and {@link #pgd7}.
     */
    public Work check(WorkerPool pool) {
        FiniteCheck check = new FiniteCheck(network, pool);
        return work("step.check", 0, any -> {
            check.requireFiniteState();
            check.requireFiniteState();
        });
    }

    private Work work(String name, double macs, Consumer<WorkerPool> body) {
        return new Work(name, "wrn-" + DEPTH + "-" + width + "@32", 2 * macs, 0, body);
    }

    private static double firstMacs() {
        return new ConvShape(IMAGES, 32, 32, 3, 16, 3, 1).macs();
    }

    /** Multiply-adds of all convolutions forward. */
    private double convolutionMacs() {
        double macs = firstMacs();
        int in = 16;
        int side = 32;
        for (int group = 0; group < 3; group++) {
            int out = (16 << group) * width;
            for (int block = 0; block < (DEPTH - 4) / 6; block++) {
                int stride = group > 0 && block == 0 ? 2 : 1;
                macs += new ConvShape(IMAGES, side, side, in, out, 3, stride).macs();
                macs += in == out ? 0 : new ConvShape(IMAGES, side, side, in, out, 1, stride).macs();
                side /= stride;
                macs += new ConvShape(IMAGES, side, side, out, out, 3, 1).macs();
                in = out;
            }
        }
        return macs;
    }
}
