package doublewin.dwq.audit;

import java.util.Arrays;
import java.util.Optional;

/**
 * A linear classifier of features into two classes, by the sign of {@code weight . features + bias}.
 *
 * @param weight of each feature
 * @param bias of the score
 */
record Readout(double[] weight, double bias) {
    /** How much of the way from the farthest of the many to the one the boundary lies, as in the authors' code. */
    private static final double CLOSENESS = 0.999;
    /** Of the mean variance: keeps features that do not vary from being divided by nothing. */
    private static final double RIDGE = 1e-6;

    /** Above 0 for the second class. */
    double score(double[] features) {
        double sum = bias;
        for (int j = 0; j < weight.length; j++) {
            sum += weight[j] * features[j];
        }
        return sum;
    }

    /**
     * Tells one point from many, narrowly: along Fisher's discriminant, with the boundary just before the one, and scores
     * that span a range of 1.
     *
     * @param many features of the first class, one point a row
     * @param one features of the only point of the second class
     * @return nothing where the discriminant does not tell them apart
     */
    static Optional<Readout> between(double[][] many, double[] one) {
        double[] mean = mean(many);
        double[] away = new double[one.length];
        Arrays.setAll(away, j -> one[j] - mean[j]);
        Readout direction = new Readout(Cholesky.solve(covariance(many, mean), away), 0);
        double highest = Double.NEGATIVE_INFINITY;
        double lowest = Double.POSITIVE_INFINITY;
        for (double[] point : many) {
            highest = Math.max(highest, direction.score(point));
            lowest = Math.min(lowest, direction.score(point));
        }
        double alone = direction.score(one);
        double scale = 1 / (alone - lowest);
        double boundary = highest + CLOSENESS * (alone - highest);
        double[] weight = Arrays.stream(direction.weight).map(w -> scale * w).toArray();
        Readout readout = new Readout(weight, -scale * boundary);
        boolean apart = readout.score(one) > 0 && Arrays.stream(many).allMatch(point -> readout.score(point) < 0);
        return apart ? Optional.of(readout) : Optional.empty();
    }

    private static double[] mean(double[][] points) {
        double[] mean = new double[points[0].length];
        for (double[] point : points) {
            for (int j = 0; j < mean.length; j++) {
                mean[j] += point[j] / points.length;
            }
        }
        return mean;
    }

    private static double[][] covariance(double[][] points, double[] mean) {
        int size = mean.length;
        double[][] covariance = new double[size][size];
        for (double[] point : points) {
            for (int i = 0; i < size; i++) {
                double off = (point[i] - mean[i]) / points.length;
                for (int j = 0; j <= i; j++) {
                    covariance[i][j] += off * (point[j] - mean[j]);
                }
            }
        }
        double trace = 0;
        for (int i = 0; i < size; i++) {
            trace += covariance[i][i];
        }
        for (int i = 0; i < size; i++) {
            covariance[i][i] += Math.max(RIDGE * trace / size, Double.MIN_NORMAL);
        }
        return covariance;
    }
}
