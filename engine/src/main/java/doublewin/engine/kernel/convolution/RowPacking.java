package doublewin.engine.kernel.convolution;

import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;

/**
 * Puts one row of a block of feature maps, a range of its channels, between zeros, so that a filter row over one pixel
 * is one contiguous stream. The convolution's prologue is applied on the way.
 *
 * <pre>
 *   source  [block][h][w][C][16]     packed  [column][channel of the range][16]
 *                                            column j is source column j * pick - halo, or zero outside the map
 * </pre>
 *
 * <p>Every value of a convolution's input passes here, once or twice, while it is in the cache.
 */
final class RowPacking {
    private RowPacking() {}

    /**
     * Packs row {@code row}, which may lie outside the map.
     *
     * @param prologue what becomes of the map's values, not of the zeros
     * @param first first channel
     * @param columns packed columns
     */
    static void pack(
            Tensor source,
            Prologue prologue,
            int block,
            int row,
            int first,
            int channels,
            int halo,
            int pick,
            int columns,
            float[] packed,
            int packed0) {
        Shape shape = source.shape();
        int columnFloats = channels * Shape.LANES;
        if (row < 0 || row >= shape.height()) {
            Arrays.fill(packed, packed0, packed0 + columns * columnFloats, 0);
            return;
        }
        int pixel = shape.channels() * Shape.LANES;
        int row0 = (block * shape.height() + row) * shape.width() * pixel + first * Shape.LANES;
        int column = 0;
        while (column < columns) {
            int w = column * pick - halo;
            if (w < 0 || w >= shape.width()) {
                Arrays.fill(packed, packed0 + column * columnFloats, packed0 + (column + 1) * columnFloats, 0);
                column++;
            } else {
                boolean contiguous = pick == 1 && columnFloats == pixel;
                int count = contiguous ? Math.min(columns - column, shape.width() - w) : 1;
                prologue.pack(
                        source, row0 + w * pixel, count, first, channels, packed, packed0 + column * columnFloats);
                column += count;
            }
        }
    }
}
