package doublewin.dwq.evaluate;

import doublewin.dwq.PrecisionSet;
import java.util.Arrays;

/**
 * How attacks transfer between precisions: of {@code images} images, how many a network still classifies correctly at
 * an inference precision when they were perturbed against it at an attack precision. Indices are positions in the set.
 *
 * @param precisions inference and attack precisions
 * @param images how many images were evaluated, at least 1
 * @param correct (inference, attack) images classified correctly; not to be changed
 * @param clean (inference) unperturbed images classified correctly; not to be changed
 */
public record TransferMatrix(PrecisionSet precisions, int images, int[][] correct, int[] clean) {
    /** Checks shapes and counts, and copies the arrays. */
    public TransferMatrix {
        if (images < 1) {
            throw new IllegalArgumentException("transfer matrix: expected at least 1 image, found " + images);
        }
        requireLength("rows", correct.length, precisions);
        correct = Arrays.stream(correct).map(int[]::clone).toArray(int[][]::new);
        for (int[] row : correct) {
            requireLength("columns", row.length, precisions);
            requireCounts(row, images);
        }
        clean = clean.clone();
        requireLength("clean counts", clean.length, precisions);
        requireCounts(clean, images);
    }

    /**
     * The matrix of one attack from a complete table.
     *
     * @param attack position among the table's attacks
     */
    public static TransferMatrix of(Outcomes outcomes, int attack) {
        int[] clean = CleanAccuracy.of(outcomes);
        int[][] correct = new int[clean.length][clean.length];
        for (int inference = 0; inference < clean.length; inference++) {
            for (int crafted = 0; crafted < clean.length; crafted++) {
                int candidate = outcomes.attacked(attack, crafted);
                correct[inference][crafted] = outcomes.of(candidate).correctCount(inference);
            }
        }
        return new TransferMatrix(outcomes.precisions(), outcomes.images(), correct, clean);
    }

    private static void requireLength(String what, int found, PrecisionSet precisions) {
        if (found != precisions.size()) {
            throw new IllegalArgumentException("transfer matrix: " + found + " " + what + ", expected "
                    + precisions.size() + ", one a precision of " + precisions);
        }
    }

    private static void requireCounts(int[] counts, int images) {
        for (int count : counts) {
            if (count < 0 || count > images) {
                throw new IllegalArgumentException(
                        "transfer matrix: " + count + " correct images, expected 0 to " + images);
            }
        }
    }

    /** Robust accuracy of one cell, 0 to 1. */
    public double accuracy(int inference, int attack) {
        return (double) correct[inference][attack] / images;
    }

    /** Accuracy on unperturbed images at a precision, 0 to 1. */
    public double cleanAccuracy(int inference) {
        return (double) clean[inference] / images;
    }

    /** Mean robust accuracy of each inference precision over the attack precisions, 0 to 1. */
    public double[] rowAverages() {
        double[] averages = new double[precisions.size()];
        for (int inference = 0; inference < averages.length; inference++) {
            averages[inference] =
                    fraction(Arrays.stream(correct[inference]).asLongStream().sum(), averages.length);
        }
        return averages;
    }

    /** Mean robust accuracy against each attack precision over the inference precisions, 0 to 1. */
    public double[] columnAverages() {
        double[] averages = new double[precisions.size()];
        for (int attack = 0; attack < averages.length; attack++) {
            long sum = 0;
            for (int[] row : correct) {
                sum += row[attack];
            }
            averages[attack] = fraction(sum, averages.length);
        }
        return averages;
    }

    /** Mean of all cells, 0 to 1: robust accuracy when attacker and defender both draw their precision uniformly. */
    public double overallAverage() {
        long sum = 0;
        for (int[] row : correct) {
            sum += Arrays.stream(row).asLongStream().sum();
        }
        return fraction(sum, precisions.size() * precisions.size());
    }

    private double fraction(long correctImages, int cells) {
        return (double) correctImages / ((long) cells * images);
    }
}
