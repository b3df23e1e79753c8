package doublewin.bench.measure;

/**
 * Medians over the samples of one piece of work.
 *
 * @param work what was measured
 * @param threads workers of the pool
 * @param gflops billions of floating-point operations a second
 * @param ceilingGflops the same of {@link Ceiling}, before and after each sample
 * @param share median of the samples' own ratios to their ceilings
 * @param cpuShare the same by the processor time of all threads instead of the clock: equal on a quiet machine, and on
 *     a busy one it still tells something
 * @param gigabytes of {@link Work#bytes} a second
 */
public record Measurement(
        Work work, int threads, double gflops, double ceilingGflops, double share, double cpuShare, double gigabytes) {
    /** Floating-point operations a byte. */
    public double intensity() {
        return work.flops() / work.bytes();
    }
}
