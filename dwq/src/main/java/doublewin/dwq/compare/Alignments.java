package doublewin.dwq.compare;

import java.util.List;

/**
 * How alike directions at two precisions are, image by image: those of the gradients, or of adversarial perturbations. In
 * pixel units.
 *
 * @param cosine of the angle between them, -1 to 1; 0 where one of them is zero
 * @param signs share of the pixels' channels at which both are negative, both zero or both positive
 */
public record Alignments(PairValues cosine, PairValues signs) {
    /**
     * Compares each precision's directions with those of the others, and on the diagonal with its twins.
     *
     * @param own [precision][image][value]
     * @param twins of the same shape
     * @param images how many
     * @param units of each channel, as {@link Alignment#of}
     */
    static Alignments of(float[][][] own, float[][][] twins, int images, double[] units) {
        int size = own.length;
        PairValues cosine = PairValues.zeros(size, images);
        PairValues signs = PairValues.zeros(size, images);
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                float[][] other = row == column ? twins[column] : own[column];
                for (int n = 0; n < images; n++) {
                    Alignment alignment = Alignment.of(own[row][n], other[n], units);
                    cosine.values()[row][column][n] = alignment.cosine();
                    signs.values()[row][column][n] = alignment.signs();
                }
            }
        }
        return new Alignments(cosine, signs);
    }

    static Alignments join(List<Alignments> parts) {
        return new Alignments(
                PairValues.join(parts.stream().map(Alignments::cosine).toList()),
                PairValues.join(parts.stream().map(Alignments::signs).toList()));
    }
}
