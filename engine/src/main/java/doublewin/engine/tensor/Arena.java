package doublewin.engine.tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * Memory for the tensors of one step, handed out from large slabs and taken back all at once: the next step reuses it,
 * so that training makes no garbage.
 *
 * <p>Every tensor starts on a 64-byte cache line. A {@code float[]} starts 16 bytes into its object, and the virtual
 * machine places an array of this size at the start of a heap region, so element 12 lies on a line and so does every
 * sixteenth after it. Misaligned, the convolution kernels lose up to a third of their speed.
 *
 * <p>The contents of a new tensor are undefined. Not thread-safe: one thread allocates, workers only fill.
 */
public final class Arena {
    /** Index of the first float of a large array that lies on a cache line. */
    static final int LINE_START = 12;

    private static final int LINE = 16;
    private static final int SLAB = (1 << 24) - 4;

    private final List<Slab> slabs = new ArrayList<>();
    private final int slabLength;

    /** An empty arena, which grows by slabs of 64 MiB. */
    public Arena() {
        this(SLAB);
    }

    /**
     * An empty arena.
     *
     * @param slabLength floats a slab; up to 2^22, the virtual machine may place a slab off the line
     */
    public Arena(int slabLength) {
        this.slabLength = slabLength;
    }

    private static final class Slab {
        final float[] array;
        int used = LINE_START;

        Slab(int length) {
            array = new float[length];
        }

        int free() {
            return array.length - used;
        }
    }

    /** How far an arena was filled at some moment; valid until the arena is reset or released to an earlier mark. */
    public static final class Mark {
        private final int[] used;

        private Mark(int[] used) {
            this.used = used;
        }
    }

    /**
     * A tensor with undefined contents, valid until this memory is released.
     *
     * @throws OutOfMemoryError naming what was asked for, when the heap is too small
     */
    public Tensor allocate(Shape shape) {
        int length = (shape.elements() + LINE - 1) / LINE * LINE;
        Slab slab = tightest(length);
        Tensor tensor = new Tensor(slab.array, slab.used, shape);
        slab.used += length;
        return tensor;
    }

    /** The fullest slab that still has room, so that the emptier ones stay whole for larger tensors. */
    private Slab tightest(int length) {
        Slab best = null;
        for (Slab slab : slabs) {
            if (slab.free() >= length && (best == null || slab.free() < best.free())) {
                best = slab;
            }
        }
        if (best == null) {
            best = newSlab(Math.max(slabLength, length + LINE_START));
            slabs.add(best);
        }
        return best;
    }

    private Slab newSlab(int length) {
        try {
            return new Slab(length);
        } catch (OutOfMemoryError e) {
            throw new OutOfMemoryError("arena: no memory for " + (4L * length >> 20) + " MiB beside the "
                    + (bytes() >> 20) + " MiB it holds, in a heap of at most "
                    + (Runtime.getRuntime().maxMemory() >> 20) + " MiB; use a larger heap or a smaller batch");
        }
    }

    /** Takes back every tensor. The slabs are kept for the next step. */
    public void reset() {
        for (Slab slab : slabs) {
            slab.used = LINE_START;
        }
    }

    /** Remembers the present filling, to {@link #release} what comes after it. */
    public Mark mark() {
        return new Mark(slabs.stream().mapToInt(slab -> slab.used).toArray());
    }

    /** Takes back every tensor allocated since the mark. */
    public void release(Mark mark) {
        for (int i = 0; i < slabs.size(); i++) {
            slabs.get(i).used = i < mark.used.length ? mark.used[i] : LINE_START;
        }
    }

    /** Bytes held in slabs, in use or not. */
    public long bytes() {
        return slabs.stream()
                .mapToLong(slab -> (long) Float.BYTES * slab.array.length)
                .sum();
    }
}
