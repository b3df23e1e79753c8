package doublewin.engine.kernel.convolution;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.engine.kernel.lane.RowChunks;
import doublewin.engine.parallel.Scratch;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** An epilogue that checks what it is promised: complete rows, each once, in bands of whole chunks. */
final class RowsSeen implements BandEpilogue {
    private final Tensor expected;
    private final Tensor result;
    private final AtomicIntegerArray seen;
    private final AtomicIntegerArray complete;

    /** An epilogue of a convolution that writes {@code result} and should write {@code expected}. */
    RowsSeen(Tensor expected, Tensor result) {
        this.expected = expected;
        this.result = result;
        int rows = expected.shape().blocks() * expected.shape().height();
        seen = new AtomicIntegerArray(rows);
        complete = new AtomicIntegerArray(rows);
    }

    Tensor result() {
        return result;
    }

    @Override
    public void finish(int block, int firstRow, int endRow, Scratch scratch) {
        Shape shape = expected.shape();
        int chunk = RowChunks.rows(shape.width());
        boolean whole = firstRow % chunk == 0 && (endRow % chunk == 0 || endRow == shape.height());
        int length = shape.width() * shape.channels() * Shape.LANES;
        for (int row = firstRow; row < endRow; row++) {
            int index = block * shape.height() + row;
            int at = index * length;
            boolean equal = Arrays.equals(
                    expected.array(),
                    expected.offset() + at,
                    expected.offset() + at + length,
                    result.array(),
                    result.offset() + at,
                    result.offset() + at + length);
            seen.incrementAndGet(index);
            complete.addAndGet(index, whole && equal ? 1 : 0);
        }
        Tensor room = scratch.floats(length);
        room.fill(Float.NaN);
    }

    void assertAllSeenOnce() {
        for (int row = 0; row < seen.length(); row++) {
            assertThat(seen.get(row)).as("visits of row " + row).isOne();
            assertThat(complete.get(row)).as("row " + row + " complete").isOne();
        }
    }
}
