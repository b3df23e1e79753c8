package doublewin.experiments.plan;

import doublewin.experiments.config.Settings;

/**
 * How long a map takes on a cluster of Spark's, by a model: the start, then everybody's share of the work, and what is lost because
 * work is cut into tasks. What was measured of it is in docs/cluster.md.
 *
 * @param seconds of one machine without a cluster
 * @param candidates of the map: clean images, and a set of perturbed ones for each attack precision
 * @param images of each
 * @param sentBytes weights and images that each executor is sent once
 */
public record ClusterMap(double seconds, int candidates, int images, long sentBytes) {
    /** Until the driver has a context, and executors have their archives and begin. */
    private static final double START_SECONDS = 7.5;

    /** What an executor loses while its code is not compiled yet. */
    private static final double WARM_UP_SECONDS = 13;

    /** A broadcast goes from executor to executor; so fast on a network of a gigabit, with what it costs to write and to read. */
    private static final double SENT_BYTES_A_SECOND = 5e7;

    /** More machines than anybody has. */
    private static final int MOST = 1 << 20;

    /** Checks that there is something to do. */
    public ClusterMap {
        if (!(seconds > 0) || candidates < 1 || images < 1) {
            throw new IllegalArgumentException("cluster map: " + seconds + " s for " + candidates + " candidates of "
                    + images + " images, expected more than nothing");
        }
    }

    /**
     * The map of a run.
     *
     * @param seconds of one machine without a cluster
     */
    public static ClusterMap of(Settings settings, double seconds) {
        int images = settings.evaluation().testImages();
        long pixels = (long) images * settings.data().spec().shape().bytes();
        return new ClusterMap(
                seconds, settings.evaluation().precisions().size() + 1, images, Plan.weightBytes(settings) + pixels);
    }

    private double imageSeconds() {
        return seconds / ((double) candidates * images);
    }

    /** Seconds from the command to the last outcome on so many machines. */
    public double on(int machines) {
        int task = Math.min(images, TaskSize.images(1 / imageSeconds(), images, machines));
        double probe = Math.min(images, TaskSize.PROBE) * imageSeconds();
        // One probe a candidate comes first: whoever has none waits for the first of them to end.
        double waited = machines > candidates ? probe * (machines - candidates) / machines : 0;
        // At the end a machine waits for half of a task in the mean.
        double straggling = machines > 1 ? task * imageSeconds() / 2 : 0;
        return START_SECONDS
                + WARM_UP_SECONDS
                + sentBytes / SENT_BYTES_A_SECOND
                + waited
                + seconds / machines
                + straggling;
    }

    /** What part of the machines' time is work that one machine alone would have to do, too. */
    public double efficiency(int machines) {
        return seconds / (machines * on(machines));
    }

    /** The fewest machines of whose time half or more is lost. */
    public int halfLostFrom() {
        int low = 1;
        int high = MOST;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (efficiency(middle) > .5) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
