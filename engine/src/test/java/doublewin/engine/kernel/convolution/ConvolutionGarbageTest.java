package doublewin.engine.kernel.convolution;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import doublewin.engine.kernel.quantise.QuantisationGrid;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/**
 * Once compiled, convolutions make no garbage in proportion to their maps. (Interpreted, every vector is an object; and
 * so it stays where the compiler is led astray, which costs most of the speed.)
 */
class ConvolutionGarbageTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long MINUTE = 60_000_000_000L;

    @Test
    void compiledKernelsAllocateNextToNothing() {
        ConvShape shape = new ConvShape(32, 8, 9, 16, 16, 3, 1);
        Arena arena = new Arena();
        Tensor x = arena.allocate(shape.input());
        Tensor y = arena.allocate(shape.output());
        Tensor weight = arena.allocate(shape.weight());
        x.fill(0.25f);
        weight.fill(0.5f);
        try (WorkerPool pool = new WorkerPool(1)) {
            Tensor prepared = arena.allocate(Shape.of(DirectForward.preparedSize(shape)));
            Prologue prologue = Prologue.normReluQuantise(new float[16], new float[16], QuantisationGrid.of(0, 1, 8));
            assertSettles(x, () -> DirectForward.prepare(pool, shape, weight, prepared));
            assertSettles(x, () -> DirectForward.run(pool, shape, x, prologue, prepared, y, BandEpilogue.NONE));
            Tensor turned = arena.allocate(Shape.of(DirectInputGradient.preparedSize(shape)));
            assertSettles(x, () -> DirectInputGradient.prepare(pool, shape, weight, turned));
            assertSettles(x, () -> DirectInputGradient.run(pool, shape, y, turned, x, BandEpilogue.NONE));
            x.fill(0.25f);
            y.fill(0.25f);
            assertSettles(x, () -> DirectWeightGradient.run(pool, shape, x, prologue, y, weight));
        }
    }

    /** Runs until a run allocates less than a tenth of a map, at most a minute. */
    private static void assertSettles(Tensor map, Runnable kernel) {
        long limit = 4L * map.elements() / 10;
        long end = System.nanoTime() + MINUTE;
        long bytes = limit;
        while (bytes >= limit && System.nanoTime() < end) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            kernel.run();
            bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(bytes).as("bytes that a run allocates").isLessThan(limit);
    }
}
