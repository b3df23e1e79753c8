package doublewin.dwq;

import com.sun.management.ThreadMXBean;
import doublewin.dwq.attack.PerturbationBudget;
import doublewin.dwq.attack.PgdAttack;
import doublewin.dwq.attack.PgdSettings;
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
import doublewin.nn.data.Normalisation;
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
    private static final PerturbationBudget BUDGET = new PerturbationBudget(8, 2);
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
        WideResNet network = new WideResNet(new QuantisedParts(NormKind.SWITCHABLE, SET, numerics), 10, 2, 10);
        Initialisation.WIDE_RES_NET.apply(network, 1);
        BatchLoader loader = Images.random(IMAGES);
        TrainingSettings settings = new TrainingSettings(
                TrainingMethod.pgd(1, BUDGET),
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

        PgdSettings pgd = new PgdSettings(ATTACK_STEPS, 1, BUDGET);
        PgdAttack attack = new PgdAttack(network, pgd, Normalisation.CIFAR10, 1, pool, new Arena());
        BatchLoader seen = Images.labelledBy(network, PRECISION, loader, pool);
        System.out.printf(Locale.ROOT, "attacked %s %08x%n", numerics, craft(attack, seen, IMAGES));
        System.out.printf(Locale.ROOT, "attacked %s %08x%n", numerics, craft(attack, seen, 17, IMAGES - 17));
        if (garbage) {
            System.out.printf(Locale.ROOT, "garbage %s training %d%n", numerics, settled(trainer::step, 1));
            long bytes = settled(() -> craft(attack, seen, IMAGES), ATTACK_STEPS);
            System.out.printf(Locale.ROOT, "garbage %s attack %d%n", numerics, bytes);
        }
    }

    /** Checksum of the perturbations of all images, crafted in such batches. */
    private static long craft(PgdAttack attack, BatchLoader loader, int... batches) {
        CRC32 sum = new CRC32();
        int first = 0;
        for (int size : batches) {
            int from = first;
            int[] images = new int[size];
            Arrays.setAll(images, n -> from + n);
            Tensor x = Tensor.zeros(BatchLoader.shape(size));
            loader.load(images, x);
            Tensor delta = Tensor.zeros(x.shape());
            attack.craft(images, x, loader.labels(images), PRECISION, delta);
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
