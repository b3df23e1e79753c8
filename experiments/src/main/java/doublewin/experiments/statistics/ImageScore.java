package doublewin.experiments.statistics;

import doublewin.dwq.evaluate.CandidateOutcomes;
import doublewin.dwq.evaluate.Outcomes;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * A figure that is a mean over images, taken apart: what each image adds to it, in whole parts. In whole numbers sums are
 * exact, so that no order of summing shows.
 *
 * <p>A score of cells is the mean over the cells of an image's outcomes: of a row or a column of the transfer matrix, or of
 * all of it. Positions are those in the outcomes' precision set.
 *
 * @param parts what each image adds; not to be changed
 * @param whole how many parts are 1, at least 1
 */
public record ImageScore(int[] parts, int whole) {
    /** Checks the number of parts. */
    public ImageScore {
        if (whole < 1 || parts.length < 1) {
            throw new IllegalArgumentException("image score: " + parts.length + " images in parts of 1/" + whole
                    + ", expected at least one image and one part");
        }
    }

    /** Number of images. */
    public int images() {
        return parts.length;
    }

    /** The figure. */
    public double mean() {
        return IntStream.of(parts).asLongStream().sum() / ((double) whole * parts.length);
    }

    /** The difference to another score of the same images in the same parts. */
    public ImageScore minus(ImageScore other) {
        if (other.whole != whole || other.parts.length != parts.length) {
            throw new IllegalArgumentException("image score: " + parts.length + " images in parts of 1/" + whole
                    + " less " + other.parts.length + " in parts of 1/" + other.whole + ", expected the same");
        }
        return new ImageScore(
                IntStream.range(0, parts.length)
                        .map(image -> Math.subtractExact(parts[image], other.parts[image]))
                        .toArray(),
                whole);
    }

    /** Accuracy on clean images, averaged over the precisions. */
    public static ImageScore clean(Outcomes outcomes) {
        CandidateOutcomes clean = outcomes.of(Outcomes.CLEAN);
        int size = outcomes.precisions().size();
        return of(outcomes, size, image -> correct(clean, size, image));
    }

    /** Robust accuracy at one inference precision, averaged over the attack precisions. */
    public static ImageScore row(Outcomes outcomes, int attack, int inference) {
        List<CandidateOutcomes> columns = columns(outcomes, attack);
        return of(outcomes, columns.size(), image -> (int)
                columns.stream().filter(c -> c.isCorrect(inference, image)).count());
    }

    /** Robust accuracy against one attack precision, averaged over the inference precisions. */
    public static ImageScore column(Outcomes outcomes, int attack, int attackPrecision) {
        CandidateOutcomes column = outcomes.of(outcomes.attacked(attack, attackPrecision));
        int size = outcomes.precisions().size();
        return of(outcomes, size, image -> correct(column, size, image));
    }

    /** Robust accuracy, averaged over all cells. */
    public static ImageScore overall(Outcomes outcomes, int attack) {
        List<CandidateOutcomes> columns = columns(outcomes, attack);
        int size = columns.size();
        return of(
                outcomes,
                size * size,
                image -> columns.stream()
                        .mapToInt(column -> correct(column, size, image))
                        .sum());
    }

    /** Robust accuracy under attack at the precision of inference, averaged over the precisions at some positions. */
    public static ImageScore diagonal(Outcomes outcomes, int attack, List<Integer> positions) {
        List<CandidateOutcomes> columns = columns(outcomes, attack);
        return of(outcomes, positions.size(), image -> onDiagonal(columns, positions, image));
    }

    /**
     * How much stronger an attack is at its own precision than at others: the mean of the cells off the diagonal less that
     * of the diagonal, within the square of the precisions at some positions.
     *
     * @param positions at least two
     */
    public static ImageScore gap(Outcomes outcomes, int attack, List<Integer> positions) {
        int size = positions.size();
        if (size < 2) {
            throw new IllegalArgumentException("gap: positions are " + positions + ", expected at least two");
        }
        List<CandidateOutcomes> columns = columns(outcomes, attack);
        // all - diagonal over k (k - 1) cells, less diagonal over k, in parts of 1 / (k (k - 1))
        return of(outcomes, size * (size - 1), image -> {
            int all = 0;
            for (int column : positions) {
                for (int row : positions) {
                    all += columns.get(column).isCorrect(row, image) ? 1 : 0;
                }
            }
            return all - size * onDiagonal(columns, positions, image);
        });
    }

    private static ImageScore of(Outcomes outcomes, int whole, IntUnaryOperator parts) {
        return new ImageScore(IntStream.range(0, outcomes.images()).map(parts).toArray(), whole);
    }

    private static List<CandidateOutcomes> columns(Outcomes outcomes, int attack) {
        return IntStream.range(0, outcomes.precisions().size())
                .mapToObj(position -> outcomes.of(outcomes.attacked(attack, position)))
                .toList();
    }

    private static int correct(CandidateOutcomes column, int size, int image) {
        int correct = 0;
        for (int inference = 0; inference < size; inference++) {
            correct += column.isCorrect(inference, image) ? 1 : 0;
        }
        return correct;
    }

    private static int onDiagonal(List<CandidateOutcomes> columns, List<Integer> positions, int image) {
        return (int) positions.stream()
                .filter(position -> columns.get(position).isCorrect(position, image))
                .count();
    }
}
