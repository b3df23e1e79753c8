package doublewin.bench.ladder;

/**
 * What a rung showed.
 *
 * @param number of the rung
 * @param title what is new on it
 * @param limit what keeps it from going faster
 * @param threads that it ran on
 * @param gflops billions of floating-point operations a second, those of the direct convolution
 * @param ceiling the same of nothing but multiply-adds, measured before and after each sample on as many threads
 * @param share median of the samples' own ratios to their ceilings
 * @param prepareMillis to bring x and w into the rung's layout
 * @param finishMillis to bring y out of it
 * @param error root mean square of the errors of an image, relative to its values, against double precision
 * @param allocatedBytes of objects that a run makes
 */
public record RungFigures(
        String number,
        String title,
        String limit,
        int threads,
        double gflops,
        double ceiling,
        double share,
        double prepareMillis,
        double finishMillis,
        double error,
        long allocatedBytes) {}
