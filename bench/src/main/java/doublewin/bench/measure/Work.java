package doublewin.bench.measure;

import doublewin.engine.parallel.WorkerPool;
import java.util.function.Consumer;

/**
 * Something to time again and again.
 *
 * @param name what it computes, such as {@code conv.direct.forward}
 * @param shape on what: {@code Cin-Cout@H} for a convolution, a network's name for a step
 * @param flops floating-point operations of one run, a multiply-add counting two, and every convolution counted as the
 *     direct one whatever the algorithm
 * @param bytes that one run must at least move to and from memory; 0 where nobody has counted
 * @param body one run
 */
public record Work(String name, String shape, double flops, double bytes, Consumer<WorkerPool> body) {
    private static final long KERNEL_WARM_UP_NANOS = 2_500_000_000L;

    /** A step goes through so much code that the compiler is busy with it for long. */
    private static final long STEP_WARM_UP_NANOS = 10_000_000_000L;

    /** How long it must run before it is as fast as it gets. */
    public long warmUpNanos() {
        return name.startsWith("step.") ? STEP_WARM_UP_NANOS : KERNEL_WARM_UP_NANOS;
    }
}
