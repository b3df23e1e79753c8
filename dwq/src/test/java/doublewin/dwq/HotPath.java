package doublewin.dwq;

import com.sun.management.ThreadMXBean;
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
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Initialisation;
import doublewin.nn.Precision;
import doublewin.nn.WideResNet;
import doublewin.nn.data.BatchLoader;
import doublewin.nn.optimise.MultiStepSchedule;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * A program that trains and attacks a small wide network and prints what came out, as checksums, and what a step
 * allocates once the compiler is done. {@link HotPathTest} runs it under several vector widths.
 */
public final class HotPath {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final PrecisionSet SET = PrecisionSet.parse("4,8");
    private static final ThreatModel THREAT = new ThreatModel(Ball.LINF, 8);
    private static final float ALPHA = 2;
    private static final Precision PRECISION = new Precision(8);
    private static final int IMAGES = 40;
    private static final int STEPS = 3;
    private static final int ATTACK_STEPS = 4;
    private static final long LIMIT = 1L << 20;
    private static final long MINUTE = 60_000_000_000L;

    private HotPath() {}

    /** Arguments: workers; and {@code garbage} to measure that, too. */
    public static void main(String[] arguments) {
        for (Numerics numerics : Numerics.values()) {
            try (WorkerPool pool = new WorkerPool(Integer.parseInt(arguments[0]))) {
                run(numerics, pool, arguments.length > 1);
            }
        }
    }

    private static void run(Numerics numerics, WorkerPool pool, boolean garbage) {
        WideResNet network = new WideResNet(
                new QuantisedParts(NormKind.SWITCHABLE, SET, numerics), Images.SHAPE, 10, 2, SmallNetwork.CLASSES);
        Initialisation.WIDE_RES_NET.apply(network, 1);
        BatchLoader loader = Images.random(IMAGES);
        TrainingSettings settings = new TrainingSettings(
                TrainingMethod.pgd(1, THREAT, ALPHA),
                SET,
                IMAGES,
                10_000,
                new MultiStepSchedule(0.01, 0.9, List.of(), 1),
                5e-4f,
                1);
        Trainer trainer = new Trainer(network, loader, settings, pool);
        for (int step = 0; step < STEPS; step++) {
            trainer.step();
        }
        CRC32 trained = new CRC32();
        add(trained, Images.bitsOfState(network));
        System.out.printf(Locale.ROOT, "trained %s %08x%n", numerics, trained.getValue());

        Workspace workspace = new Workspace(pool, new Arena());
        PrecisionModel model = new PrecisionModel(network, SmallNetwork.CLASSES, PRECISION, workspace);
        BatchLoader seen = Images.labelledBy(network, PRECISION, loader, pool);
        System.out.printf(Locale.ROOT, "attacked %s %08x%n", numerics, craft(model, workspace, seen, IMAGES));
        System.out.printf(Locale.ROOT, "attacked %s %08x%n", numerics, craft(model, workspace, seen, 17, IMAGES - 17));
        if (garbage) {
            System.out.printf(Locale.ROOT, "garbage %s training %d%n", numerics, settled(trainer::step, 1));
            long bytes = settled(() -> craft(model, workspace, seen, IMAGES), ATTACK_STEPS);
            System.out.printf(Locale.ROOT, "garbage %s attack %d%n", numerics, bytes);
        }
    }

    /** Checksum of the perturbations of all images, crafted in such batches. */
    private static long craft(PrecisionModel model, Workspace workspace, BatchLoader loader, int... batches) {
        Pgd attack = new Pgd(THREAT, ATTACK_STEPS, ALPHA, 1);
        AttackKeys keys = new AttackKeys(1, attack.id(), PRECISION);
        CRC32 sum = new CRC32();
        int first = 0;
        for (int size : batches) {
            int from = first;
            int[] images = new int[size];
            Arrays.setAll(images, n -> from + n);
            Batch batch = Images.attacked(loader, images);
            Tensor delta = Tensor.zeros(batch.x().shape());
            attack.start(batch, keys, 0, workspace, delta);
            attack.ascend(model, batch, workspace, delta);
            add(sum, LaneFormat.unpack(delta));
            first += size;
        }
        return sum.getValue();
    }

    private static void add(CRC32 sum, float[] values) {
        for (float value : values) {
            int bits = Float.floatToIntBits(value);
            sum.update(bits);
            sum.update(bits >>> 8);
            sum.update(bits >>> 16);
            sum.update(bits >>> 24);
        }
    }

    /** Bytes that all threads allocate in a step, once that is below the limit, or after a minute. */
    private static long settled(Runnable run, int steps) {
        long end = System.nanoTime() + MINUTE;
        long bytes = LIMIT;
        while (bytes >= LIMIT && System.nanoTime() < end) {
            long before = THREADS.getTotalThreadAllocatedBytes();
            run.run();
            bytes = (THREADS.getTotalThreadAllocatedBytes() - before) / steps;
        }
        return bytes;
    }
}
