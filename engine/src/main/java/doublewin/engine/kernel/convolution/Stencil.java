package doublewin.engine.kernel.convolution;

/**
 * Which source pixels and which filter taps make the target pixels of one parity class.
 *
 * <p>Grid point (p, q) of a {@link Gather} sums {@code rows x columns} neighbouring source pixels, from the grid
 * point's own origin on, into target pixel (p * targetStride + targetRow, q * targetStride + targetColumn).
 *
 * @param weightStart index of the tap that meets the first source pixel, within one (R, S) filter
 * @param weightRowStride from there to the tap of the next source row; negative in an input gradient
 * @param weightColumnStride likewise for the next source column
 */
record Stencil(
        int rows,
        int columns,
        int targetRow,
        int targetColumn,
        int weightStart,
        int weightRowStride,
        int weightColumnStride) {

    int taps() {
        return rows * columns;
    }

    int weight(int r, int s) {
        return weightStart + r * weightRowStride + s * weightColumnStride;
    }
}
