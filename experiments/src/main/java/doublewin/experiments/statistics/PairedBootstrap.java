package doublewin.experiments.statistics;

import doublewin.engine.random.Purpose;
import doublewin.engine.random.RandomKey;
import doublewin.engine.random.RandomStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The bootstrap over images (Efron, "Bootstrap methods: another look at the jackknife", 1979): how figures would vary had
 * chance drawn other images. It is paired: a resample takes the same images for all figures, of one network or of two, so
 * that what they have in common falls out of their differences.
 *
 * <p>Resample r is a function of r and of the number of images alone. Sums are of whole numbers. So are results the same
 * everywhere.
 */
public final class PairedBootstrap {
    /** Resamples: enough for the second digit of an interval's ends. */
    public static final int RESAMPLES = 10_000;

    private static final long SEED = 1;

    private final int images;
    private final int resamples;

    /** A bootstrap over so many images. */
    public PairedBootstrap(int images) {
        this(images, RESAMPLES);
    }

    PairedBootstrap(int images, int resamples) {
        this.images = images;
        this.resamples = resamples;
    }

    /** The resampled means of each score, in the order of scores. */
    public List<ResampledMean> of(List<ImageScore> scores) {
        for (ImageScore score : scores) {
            if (score.images() != images) {
                throw new IllegalArgumentException(
                        "bootstrap over " + images + " images: a score has " + score.images());
            }
        }
        double[][] means = new double[scores.size()][resamples];
        int[] times = new int[images];
        for (int resample = 0; resample < resamples; resample++) {
            draw(resample, times);
            for (int i = 0; i < means.length; i++) {
                ImageScore score = scores.get(i);
                means[i][resample] = sum(times, score.parts()) / ((double) score.whole() * images);
            }
        }
        return IntStream.range(0, means.length)
                .mapToObj(i -> new ResampledMean(scores.get(i).mean(), means[i]))
                .toList();
    }

    /** How often a resample takes each image. */
    private void draw(int resample, int[] times) {
        Arrays.fill(times, 0);
        RandomStream stream =
                new RandomStream(RandomKey.of(SEED, Purpose.BOOTSTRAP).withStep(resample));
        for (int i = 0; i < images; i++) {
            times[stream.below(images)]++;
        }
    }

    private static long sum(int[] times, int[] parts) {
        long sum = 0;
        for (int image = 0; image < times.length; image++) {
            sum += (long) times[image] * parts[image];
        }
        return sum;
    }
}
