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
import doublewin.nn.StateDict;
import doublewin.nn.WideResNet;
import doublewin.nn.data.Augmentation;
import doublewin.nn.data.BatchLoader;
import doublewin.nn.data.ImageSet;
import doublewin.nn.data.ImageShape;
import doublewin.nn.data.Normalisation;
import doublewin.nn.optimise.MultiStepSchedule;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;

/**
 * Work that touches every kind of kernel: random precision training of a small wide network on noise by PGD-7, then
 * attacks on it in batches of any size.
 */
final class ProofWork {
    /** Checksums are taken after the first step, all that the slowest of JVMs takes, and after the last. */
    static final int STEPS = 20;

    private static final ImageShape SHAPE = new ImageShape(8, 8, 3);
    private static final int CLASSES = 10;
    private static final int IMAGES = 40;
    private static final int BATCH = 20;
    private static final int TRAINING_ATTACK_STEPS = 7;
    private static final int ATTACK_STEPS = 5;
    private static final int EPOCHS = 1000;
    private static final float ALPHA = 2;
    private static final float WEIGHT_DECAY = 5e-4f;
    private static final ThreatModel THREAT = new ThreatModel(Ball.LINF, 8);
    private static final PrecisionSet SET = PrecisionSet.parse("4..16");

    private ProofWork() {}

    /**
     * Does it.
     *
     * @param steps of training, 1 to {@link #STEPS}
     * @param batch images that are attacked at once, at least 1
     * @return checksums by what they are of, in the order in which it came about
     */
    static Map<String, String> run(WorkerPool pool, int steps, int batch) {
        QuantisedParts parts = new QuantisedParts(NormKind.SWITCHABLE, SET, Numerics.WINOGRAD);
        WideResNet network = new WideResNet(parts, SHAPE, 10, 1, CLASSES);
        Initialisation.WIDE_RES_NET.apply(network, 1);
        BatchLoader loader = new BatchLoader(noise(), Normalisation.CIFAR10, Augmentation.Rule.CROP_AND_FLIP);
        TrainingSettings settings = new TrainingSettings(
                TrainingMethod.pgd(TRAINING_ATTACK_STEPS, THREAT, ALPHA),
                SET,
                BATCH,
                EPOCHS,
                new MultiStepSchedule(0.01, 0.9, List.of(), 1),
                WEIGHT_DECAY,
                1);
        Trainer trainer = new Trainer(network, loader, settings, pool);
        Map<String, String> sums = new LinkedHashMap<>();
        for (int step = 1; step <= steps; step++) {
            trainer.step();
            if (step == 1 || step == steps) {
                String after = "after step " + step + ", ";
                StateDict.of(network)
                        .tensors()
                        .forEach((name, tensor) -> sums.put(after + name, checksum(tensor.toArray())));
                for (int position : new int[] {0, SET.size() - 1}) {
                    PrecisionModel model =
                            new PrecisionModel(network, CLASSES, SET.get(position), new Workspace(pool, new Arena()));
                    AttackKeys keys = new AttackKeys(1, 0, SET.get(position));
                    attack(model, loader, keys, batch, pool, after, sums);
                }
            }
        }
        return sums;
    }

    private static void attack(
            PrecisionModel model,
            BatchLoader loader,
            AttackKeys keys,
            int batch,
            WorkerPool pool,
            String after,
            Map<String, String> sums) {
        Pgd attack = new Pgd(THREAT, ATTACK_STEPS, ALPHA, 1);
        CRC32C images = new CRC32C();
        CRC32C answers = new CRC32C();
        for (int first = 0; first < IMAGES; first += batch) {
            int[] ids = IntStream.range(first, Math.min(IMAGES, first + batch)).toArray();
            Workspace workspace = new Workspace(pool, new Arena());
            Batch some = Batch.of(loader, ids);
            Tensor shown = Tensor.zeros(some.x().shape());
            attack.perturb(model, some, keys, workspace, shown);
            Tensor logits = Tensor.zeros(Shape.lanes(ids.length, 1, 1, CLASSES));
            model.logits(shown, logits);
            add(images, LaneFormat.unpack(shown));
            add(answers, LaneFormat.unpack(logits));
        }
        String at = after + "attacked at " + keys.target() + " bit, ";
        sums.put(at + "images", hex(images));
        sums.put(at + "logits", hex(answers));
    }

    private static ImageSet noise() {
        RandomStream random = new RandomStream(RandomKey.of(1, Purpose.EMBEDDED_DATA));
        byte[] pixels = new byte[IMAGES * SHAPE.bytes()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) random.below(256);
        }
        int[] labels = new int[IMAGES];
        Arrays.setAll(labels, n -> n % CLASSES);
        return new ImageSet("noise", SHAPE, CLASSES, pixels, labels);
    }

    private static String checksum(float[] values) {
        CRC32C sum = new CRC32C();
        add(sum, values);
        return hex(sum);
    }

    private static void add(CRC32C sum, float[] values) {
        for (float value : values) {
            int bits = Float.floatToRawIntBits(value);
            for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
                sum.update(bits >>> shift & 0xff);
            }
        }
    }

    private static String hex(CRC32C sum) {
        return String.format(Locale.ROOT, "%08x", sum.getValue());
    }
}
