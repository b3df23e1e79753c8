package doublewin.bench.ladder.mistake;

import doublewin.bench.measure.Noise;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/**
 * Operands of a register tile: as many pixels as wanted, one lane group after the other for each, and four weights for each lane group.
 *
 * <pre>
 *   x  [pixel][length][16]      w  [length][4]      y  [pixel][4][16]
 * </pre>
 */
final class Streams {
    static final int LANES = Shape.LANES;
    static final int TILE = 4;

    /** What a 3 x 3 filter over 64 channels reads of a pixel. */
    static final int LENGTH = 9 * 64;

    static final int PIXELS = 12;

    final Tensor x;
    final Tensor w;
    final Tensor y;

    Streams() {
        Arena arena = new Arena();
        // One lane group more, for who begins a little later.
        x = Noise.fill(arena.allocate(Shape.of((PIXELS * LENGTH + 1) * LANES)), 1);
        w = Noise.fill(arena.allocate(Shape.of(LENGTH * TILE)), 2);
        y = arena.allocate(Shape.of(PIXELS * TILE * LANES));
    }

    int x0(int pixel) {
        return x.offset() + pixel * LENGTH * LANES;
    }

    int y0(int pixel) {
        return y.offset() + pixel * TILE * LANES;
    }
}
