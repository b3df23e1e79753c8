package doublewin.dwq.train;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.quant.NormKind;
import doublewin.dwq.quant.QuantisedParts;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.kernel.quantise.RangeFinder;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.FiniteCheck;
import doublewin.nn.Initialisation;
import doublewin.nn.StateDict;
import doublewin.nn.WideResNet;
import doublewin.nn.data.Augmentation;
import doublewin.nn.data.BatchLoader;
import doublewin.nn.data.ImageSet;
import doublewin.nn.data.ImageShape;
import doublewin.nn.data.Normalisation;
import doublewin.nn.optimise.MultiStepSchedule;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What looking for values that are not finite adds to a step: less than a hundredth of the cheapest kind of step, a plain one.
 * Pairs of a step and of what it looks at are timed one after the other by the one thread's own processor time, which others
 * on the machine hardly touch; the system property {@code doublewin.pairs} says how many.
 */
@Tag("long")
class FiniteCheckCostTest {
    private static final int PAIRS = Integer.getInteger("doublewin.pairs", 31);
    private static final int WARM_UP = 10;
    private static final double MOST = 0.01;
    private static final ImageShape SHAPE = new ImageShape(32, 32, 3);
    private static final int CLASSES = 10;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** The sizes of the recipes demo and cifar10-quick, whose network of few weights sees many pixels, and a wide one. */
    @ParameterizedTest
    @CsvSource({"10, 1, 64", "16, 1, 128", "10, 4, 32"})
    void isBelowAHundredthOfAStep(int depth, int width, int batch) {
        try (WorkerPool pool = new WorkerPool(1)) {
            PrecisionSet set = PrecisionSet.parse("4..16");
            WideResNet network = new WideResNet(
                    new QuantisedParts(NormKind.SWITCHABLE, set, Numerics.WINOGRAD), SHAPE, depth, width, CLASSES);
            Initialisation.WIDE_RES_NET.apply(network, 1);
            BatchLoader loader = new BatchLoader(noise(batch), Normalisation.CIFAR10, Augmentation.Rule.CROP_AND_FLIP);
            TrainingSettings settings = new TrainingSettings(
                    TrainingMethod.plain(),
                    set,
                    batch,
                    10_000,
                    new MultiStepSchedule(1e-3, 0.9, List.of(), 1),
                    5e-4f,
                    1);
            Trainer trainer = new Trainer(network, loader, settings, pool);
            FiniteCheck check = new FiniteCheck(network, pool);
            List<Tensor> parameters =
                    List.copyOf(StateDict.of(network).parameters().values());
            Runnable looks = () -> {
                check.requireFiniteState();
                // As many values as all gradients have, though a step has none of the other precisions' branches.
                parameters.forEach(parameter -> RangeFinder.perTensor(pool, parameter));
            };
            for (int i = 0; i < WARM_UP; i++) {
                trainer.step();
                for (int j = 0; j < 10 * WARM_UP; j++) {
                    looks.run();
                }
            }
            double[] shares = new double[PAIRS];
            for (int i = 0; i < PAIRS; i++) {
                long step = nanos(trainer::step);
                shares[i] = (double) nanos(looks) / step;
            }
            Arrays.sort(shares);
            double median = shares[PAIRS / 2];
            System.out.printf(
                    "finite check, WRN-%d-%d, %d images: %.3f %% of a plain step (median of %d pairs, %.3f to %.3f %%)%n",
                    depth, width, batch, 100 * median, PAIRS, 100 * shares[0], 100 * shares[PAIRS - 1]);
            assertThat(median).isLessThan(MOST);
        }
    }

    private static long nanos(Runnable work) {
        long start = THREADS.getCurrentThreadCpuTime();
        work.run();
        return THREADS.getCurrentThreadCpuTime() - start;
    }

    private static ImageSet noise(int images) {
        byte[] pixels = new byte[images * SHAPE.bytes()];
        new SplittableRandom(1).nextBytes(pixels);
        int[] labels = new int[images];
        Arrays.setAll(labels, n -> n % CLASSES);
        return new ImageSet("noise", SHAPE, CLASSES, pixels, labels);
    }
}
