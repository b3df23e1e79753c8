package doublewin.dwq.compare;

import java.util.List;

/**
 * A figure of each ordered pair of precisions, image by image. Positions are those in a precision set.
 *
 * @param values [row][column][image]; not to be changed
 */
public record PairValues(double[][][] values) {
    static PairValues zeros(int size, int images) {
        return new PairValues(new double[size][size][images]);
    }

    /** Number of precisions. */
    public int size() {
        return values.length;
    }

    /** Number of images. */
    public int images() {
        return values[0][0].length;
    }

    /** The images of several parts, one part after the other. */
    static PairValues join(List<PairValues> parts) {
        int size = parts.getFirst().size();
        int images = parts.stream().mapToInt(PairValues::images).sum();
        PairValues all = zeros(size, images);
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                int next = 0;
                for (PairValues part : parts) {
                    System.arraycopy(part.values[row][column], 0, all.values[row][column], next, part.images());
                    next += part.images();
                }
            }
        }
        return all;
    }
}
