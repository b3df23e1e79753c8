package doublewin.experiments.plan;

import doublewin.dwq.attack.CrossEntropy;
import doublewin.dwq.attack.PrecisionModel;
import doublewin.dwq.attack.Workspace;
import doublewin.dwq.train.Trainer;
import doublewin.dwq.train.TrainingMethod;
import doublewin.dwq.train.TrainingSettings;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import doublewin.experiments.config.Settings;
import doublewin.experiments.data.DataSetSpec;
import doublewin.nn.Layer;
import doublewin.nn.data.BatchLoader;
import doublewin.nn.data.ImageSet;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Times and memory of a few images, measured here and now.
 *
 * @param images how many at once
 * @param trainingSeconds of a training step: one pass of the training attack, if it has any, and the update
 * @param gradientSeconds of an attack's step on them, all of them active
 * @param logitsSeconds of their classification
 * @param liveBytes of the heap that training holds
 */
record MeasuredSteps(int images, double trainingSeconds, double gradientSeconds, double logitsSeconds, long liveBytes) {
    private static final double WARM_UP_SECONDS = 5;
    /** Of one step each: more than are ever taken. */
    private static final int MANY_EPOCHS = 65_535;

    private static final int SAMPLES = 5;
    private static final double NANOS_A_SECOND = 1e9;

    /** Measures a recipe's steps on so many images. */
    static MeasuredSteps take(Settings settings, int images, WorkerPool pool) {
        return take(settings, images, pool, WARM_UP_SECONDS);
    }

    /** The same after another time of warming up. */
    static MeasuredSteps take(Settings settings, int images, WorkerPool pool, double warmUpSeconds) {
        Layer network = settings.build();
        settings.network().spec().initialise(network, settings.seed());
        BatchLoader loader = loader(settings.data().spec(), images);
        TrainingSettings own = settings.trainer();
        TrainingSettings brief = new TrainingSettings(
                onePass(settings),
                own.precisions(),
                images,
                MANY_EPOCHS,
                own.schedule(),
                own.weightDecay(),
                own.seed());
        Trainer trainer = new Trainer(network, loader, brief, pool);
        double training = median(warmUpSeconds, trainer::step);
        long live = heapInUse();

        Workspace workspace = new Workspace(pool, new Arena());
        int classes = loader.source().classes();
        PrecisionModel model = new PrecisionModel(
                network, classes, settings.evaluation().precisions().get(0), workspace);
        int[] ids = ids(images);
        Tensor x = Tensor.zeros(loader.shape(images));
        Tensor dx = Tensor.zeros(loader.shape(images));
        Tensor logits = Tensor.zeros(Shape.lanes(images, 1, 1, classes));
        loader.load(ids, x);
        double gradient =
                median(warmUpSeconds, () -> model.gradient(x, loader.labels(ids), CrossEntropy.SUM, logits, dx));
        double classification = median(warmUpSeconds, () -> model.logits(x, logits));
        return new MeasuredSteps(images, training, gradient, classification, live);
    }

    private static TrainingMethod onePass(Settings settings) {
        return settings.training().withSteps(1).perturbation();
    }

    private static int[] ids(int images) {
        int[] ids = new int[images];
        Arrays.setAll(ids, i -> i);
        return ids;
    }

    /** Noise takes as long as pictures do. */
    private static BatchLoader loader(DataSetSpec spec, int images) {
        SplittableRandom random = new SplittableRandom(1);
        byte[] pixels = new byte[images * spec.shape().bytes()];
        random.nextBytes(pixels);
        int classes = spec.classNames().size();
        int[] labels = random.ints(images, 0, classes).toArray();
        return spec.loader(new ImageSet("noise", spec.shape(), classes, pixels, labels));
    }

    /** Seconds of some work, once the compiler has had its time with it. */
    private static double median(double warmUpSeconds, Runnable work) {
        double warmUp = 0;
        do {
            warmUp += seconds(work);
        } while (warmUp < warmUpSeconds);
        double[] samples = new double[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            samples[i] = seconds(work);
        }
        Arrays.sort(samples);
        return samples[SAMPLES / 2];
    }

    private static double seconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / NANOS_A_SECOND;
    }

    private static long heapInUse() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
