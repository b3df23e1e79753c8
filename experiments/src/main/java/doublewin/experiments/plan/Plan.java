package doublewin.experiments.plan;

import doublewin.engine.parallel.WorkerPool;
import doublewin.experiments.config.Settings;
import doublewin.nn.StateDict;

/**
 * What a run would cost on this machine.
 *
 * @param durations of training and map
 * @param memoryBytes that training holds
 * @param diskBytes of the run's folder at the end
 */
public record Plan(Durations durations, long memoryBytes, long diskBytes) {
    private static final int FEW = 16;
    private static final int MORE = 32;
    private static final int METRICS_LINE_BYTES = 150;
    private static final int CHECKPOINTS = 2;
    private static final int PICTURES_BYTES = 500_000;

    /** Measures a few steps on {@value #FEW} and {@value #MORE} images, and extends them to the run's batches and images. */
    public static Plan of(Settings settings, WorkerPool pool) {
        MeasuredSteps few = MeasuredSteps.take(settings, FEW, pool);
        MeasuredSteps more = MeasuredSteps.take(settings, MORE, pool);
        Durations durations = Durations.of(settings, more);
        return new Plan(
                durations, memoryBytes(few, more, settings.training().batch()), diskBytes(settings, durations.steps()));
    }

    /** What does not depend on the batch, and what grows with it. */
    private static long memoryBytes(MeasuredSteps few, MeasuredSteps more, int batch) {
        double anImage = Math.max(0, (double) (more.liveBytes() - few.liveBytes()) / (MORE - FEW));
        return Math.round(more.liveBytes() + anImage * Math.max(0, batch - MORE));
    }

    private static long diskBytes(Settings settings, long steps) {
        long weights = weightBytes(settings);
        int precisions = settings.evaluation().precisions().size();
        long planes = (precisions + 1L) * (precisions + 3);
        long outcomes = planes * settings.evaluation().testImages() / Byte.SIZE;
        // A checkpoint has a velocity beside nearly every weight.
        return CHECKPOINTS * 2 * weights + METRICS_LINE_BYTES * steps + outcomes + PICTURES_BYTES;
    }

    /** Bytes of parameters and buffers. */
    static long weightBytes(Settings settings) {
        return StateDict.of(settings.build()).tensors().values().stream()
                .mapToLong(tensor -> (long) Float.BYTES * tensor.shape().elements())
                .sum();
    }
}
