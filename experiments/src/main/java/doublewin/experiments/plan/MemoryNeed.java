package doublewin.experiments.plan;

import doublewin.experiments.config.Settings;
import java.io.IOException;
import java.util.Locale;

/**
 * The heap that work cannot do without. It is a lower bound, of nothing but what is surely held at one moment, so that nobody
 * is refused who would come through; between it and what suffices lie free ends of slabs, gradients of feature maps that wait,
 * scratch of each thread, and the collector's room. Who has too little for these, too, learns of it in the first step.
 *
 * @param work what needs it, and the verb
 * @param bytes at least
 * @param remedy what the user can do but give more
 */
public record MemoryNeed(String work, long bytes, String remedy) {
    private static final long MEBIBYTE = 1 << 20;
    /** Of a {@link doublewin.engine.tensor.Arena}: it grows by so much at once. */
    private static final long SLAB_BYTES = 64 * MEBIBYTE;

    /**
     * That of a run's training, at the end of a backward pass: images; parameters and velocities; weights prepared for both
     * directions; the batch and its perturbation; and what is {@linkplain NetworkSize#onTape on the tape}.
     */
    public static MemoryNeed ofTraining(Settings settings) {
        NetworkSize size = NetworkSize.of(settings);
        int batch = Math.min(settings.training().batch(), settings.imagesTrainedOn());
        long perturbed =
                2 * NetworkSize.lanes(batch) * settings.data().spec().shape().bytes();
        long prepared = size.preparedForward() + size.preparedBackward();
        long images =
                (long) settings.data().trainImages() + settings.evaluation().testImages();
        return new MemoryNeed(
                "training with batches of " + batch + " images needs",
                images * settings.data().spec().shape().bytes()
                        + Float.BYTES * 2 * size.weights()
                        + slabs(prepared)
                        + slabs(perturbed + size.onTape(batch)),
                "use a smaller batch or network");
    }

    /**
     * That of measurements of a run's network, in a forward pass of few images: test images, parameters, weights prepared for one
     * direction at one precision, and the feature maps before and behind the widest unit.
     */
    public static MemoryNeed ofMeasurement(Settings settings) {
        NetworkSize size = NetworkSize.of(settings);
        long images = settings.evaluation().testImages();
        return new MemoryNeed(
                "measuring this network needs",
                images * settings.data().spec().shape().bytes()
                        + Float.BYTES * size.weights()
                        + slabs(size.preparedForward())
                        + slabs(NetworkSize.lanes(1) * size.widest()),
                "measure fewer images or a smaller network");
    }

    private static long slabs(long floats) {
        return Math.max(SLAB_BYTES, Float.BYTES * floats);
    }

    /**
     * Checks that a heap may be large enough.
     *
     * @param heap bytes that the Java machine may use for objects
     * @throws IOException if it surely is not; the message is for the user
     */
    public void require(long heap) throws IOException {
        require(heap, "DOUBLEWIN_HEAP");
    }

    /**
     * The same, for a process whose heap the user chooses in another way.
     *
     * @param option what gives more, for the message
     */
    public void require(long heap, String option) throws IOException {
        if (heap < bytes) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s a heap of %,d MiB at the very least, found one of at most %,d MiB; give more with %s, or %s",
                    work,
                    (bytes + MEBIBYTE - 1) / MEBIBYTE,
                    heap / MEBIBYTE,
                    option,
                    remedy));
        }
    }
}
