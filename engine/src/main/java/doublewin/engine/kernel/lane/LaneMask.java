package doublewin.engine.kernel.lane;

import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Shorts;

/**
 * One bit for each value of a batch of feature maps, such as whether a ReLU lets it pass: a 32nd of the batch's memory.
 *
 * <pre>
 *   maps  [block][h][w][C][16 floats]     mask  [block][h][w][C], a word of 16 bits; bit k is lane k
 * </pre>
 */
public final class LaneMask {
    private final Shape shape;
    private final Shorts words;

    private LaneMask(Shape shape, Shorts words) {
        this.shape = shape;
        this.words = words;
    }

    /** A mask with undefined bits for a batch of this lane shape, valid until the arena takes its memory back. */
    public static LaneMask allocate(Arena arena, Shape shape) {
        if (!shape.isLanes()) {
            throw new IllegalArgumentException("lane mask: expected a batch in lane format, found shape " + shape);
        }
        return new LaneMask(shape, arena.allocateShorts(shape.elements() / Shape.LANES));
    }

    /** The backing array, which other masks may share. */
    public short[] array() {
        return words.array();
    }

    /** Index of the first lane group's word in {@link #array()}. */
    public int offset() {
        return words.offset();
    }

    /** Shape of the batch. */
    public Shape shape() {
        return shape;
    }

    /** The bit of an element, counted as in a tensor of this shape. */
    public boolean get(int element) {
        return (array()[offset() + element / Shape.LANES] >> element % Shape.LANES & 1) != 0;
    }
}
