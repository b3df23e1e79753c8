package doublewin.experiments.verify;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.Pgd;
import doublewin.dwq.attack.PrecisionModel;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Workspace;
import doublewin.dwq.quant.NormKind;
import doublewin.dwq.quant.QuantisedParts;
import doublewin.dwq.train.Trainer;
import doublewin.dwq.train.TrainingMethod;
import doublewin.dwq.train.TrainingSettings;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.random.Purpose;
import doublewin.engine.random.RandomKey;
import doublewin.engine.random.RandomStream;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Initialisation;
import doublewin.nn.Layer;
import doublewin.nn.StateDict;
import doublewin.nn.WideResNet;
import doublewin.nn.data.Augmentation;
import doublewin.nn.data.BatchLoader;
import doublewin.nn.data.ImageSet;
import doublewin.nn.data.ImageShape;
import doublewin.nn.data.Normalisation;
import doublewin.nn.optimise.MultiStepSchedule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/**
 * Work that touches every kind of kernel: random precision training of a wide network on noise by PGD, then attacks on it in
 * batches of any size. First of a tiny one, which all JVMs can do, then of a small one.
 */
final class ProofWork {
    /** Of training the small network, after which the quick proofs are content. */
    static final int STEPS = 20;

    private static final int CLASSES = 10;
    private static final int EPOCHS = 1000;
    private static final float ALPHA = 2;
    private static final float WEIGHT_DECAY = 5e-4f;
    private static final ThreatModel THREAT = new ThreatModel(Ball.LINF, 8);
    private static final PrecisionSet SET = PrecisionSet.parse("4..16");

    /**
     * How much there is of it.
     *
     * @param title begins the names of its checksums
     * @param shape of the images
     * @param images how many are attacked, all of which are trained on
     * @param batch of training
     * @param trainingSteps of the attack in training
     * @param attackSteps of the attacks after it
     */
    private record Size(String title, ImageShape shape, int images, int batch, int trainingSteps, int attackSteps) {}

    private static final Size TINY = new Size("tiny network, ", new ImageShape(4, 4, 3), 6, 3, 1, 2);
    private static final Size SMALL = new Size("", new ImageShape(8, 8, 3), 40, 20, 7, 5);

    private final WorkerPool pool;
    private final Size size;
    private final Checksums sums;
    private final Map<String, Integer> passes = new HashMap<>();
    private String step = "";

    private ProofWork(WorkerPool pool, Size size, Checksums sums) {
        this.pool = pool;
        this.size = size;
        this.sums = sums;
    }

    /**
     * Does it.
     *
     * @param steps of training the small network, 0 for the tiny one alone, as the slowest of JVMs
     * @param batch images that are attacked at once, at least 1
     * @return checksums by what they are of, in the order in which it came about: of each step's passes layer by layer and
     *     its update from the last layer to the first, then, after the first step and the last, of the network and of attacks
     */
    static SequencedMap<String, String> run(WorkerPool pool, int steps, int batch) {
        Checksums sums = new Checksums();
        new ProofWork(pool, TINY, sums).train(1, batch);
        new ProofWork(pool, SMALL, sums).train(steps, batch);
        return sums.asMap();
    }

    private void train(int steps, int batch) {
        LayerWatch watch = new LayerWatch(new QuantisedParts(NormKind.SWITCHABLE, SET, Numerics.WINOGRAD), this::see);
        Layer network = watch.network(new WideResNet(watch, size.shape, 10, 1, CLASSES));
        Initialisation.WIDE_RES_NET.apply(network, 1);
        BatchLoader loader = new BatchLoader(noise(), Normalisation.CIFAR10, Augmentation.Rule.CROP_AND_FLIP);
        TrainingSettings settings = new TrainingSettings(
                TrainingMethod.pgd(size.trainingSteps, THREAT, ALPHA),
                SET,
                size.batch,
                EPOCHS,
                new MultiStepSchedule(0.01, 0.9, List.of(), 1),
                WEIGHT_DECAY,
                1);
        Trainer trainer = new Trainer(network, loader, settings, pool);
        for (int number = 1; number <= steps; number++) {
            step = size.title + "step " + number + ", ";
            passes.clear();
            trainer.step();
            List.copyOf(trainer.optimiser().velocities().entrySet())
                    .reversed()
                    .forEach(velocity -> add(step + "update of " + velocity.getKey(), velocity.getValue()));
            if (number == 1 || number == steps) {
                String after = size.title + "after step " + number + ", ";
                step = "";
                StateDict.of(network).tensors().forEach((name, tensor) -> add(after + name, tensor));
                for (int position : new int[] {0, SET.size() - 1}) {
                    PrecisionModel model =
                            new PrecisionModel(network, CLASSES, SET.get(position), new Workspace(pool, new Arena()));
                    attack(model, loader, new AttackKeys(1, 0, SET.get(position)), batch, after);
                }
            }
        }
    }

    /** A layer's result within a step of training. The attacks after it are in batches of any size, and of no interest here. */
    private void see(String layer, Tensor result) {
        if (!step.isEmpty()) {
            int pass = passes.merge(layer, 1, Integer::sum);
            sums.add(step + "pass " + pass + ", " + layer, List.of(LaneFormat.unpack(result)));
        }
    }

    private void add(String what, Tensor tensor) {
        sums.add(what, List.of(tensor.toArray()));
    }

    private void attack(PrecisionModel model, BatchLoader loader, AttackKeys keys, int batch, String after) {
        Pgd attack = new Pgd(THREAT, size.attackSteps, ALPHA, 1);
        List<float[]> images = new ArrayList<>();
        List<float[]> answers = new ArrayList<>();
        for (int first = 0; first < size.images; first += batch) {
            int[] ids =
                    IntStream.range(first, Math.min(size.images, first + batch)).toArray();
            Workspace workspace = new Workspace(pool, new Arena());
            Batch some = Batch.of(loader, ids);
            Tensor shown = Tensor.zeros(some.x().shape());
            attack.perturb(model, some, keys, workspace, shown);
            Tensor logits = Tensor.zeros(Shape.lanes(ids.length, 1, 1, CLASSES));
            model.logits(shown, logits);
            images.add(LaneFormat.unpack(shown));
            answers.add(LaneFormat.unpack(logits));
        }
        String at = after + "attacked at " + keys.target() + " bit, ";
        sums.add(at + "images", images);
        sums.add(at + "logits", answers);
    }

    private ImageSet noise() {
        RandomStream random = new RandomStream(RandomKey.of(1, Purpose.EMBEDDED_DATA));
        byte[] pixels = new byte[size.images * size.shape.bytes()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) random.below(256);
        }
        int[] labels = new int[size.images];
        Arrays.setAll(labels, n -> n % CLASSES);
        return new ImageSet("noise", size.shape, CLASSES, pixels, labels);
    }
}
