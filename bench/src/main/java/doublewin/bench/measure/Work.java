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
public record Work(String name, String shape, double flops, double bytes, Consumer<WorkerPool> body) {}
