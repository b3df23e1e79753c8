package doublewin.engine.tensor;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Memory for the tensors and masks of one step, handed out from large slabs and taken back all at once: the next step
 * reuses it, so that training makes no garbage.
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

    /** How many times longer a slab of floats is than one of words, which hold a bit for each of 16 floats. */
    private static final int SHORTS = 4;

    private static final int SLAB = (1 << 24) - 4;

    private final Slabs<float[]> floats;
    private final Slabs<short[]> shorts;
    private final Map<Integer, ArrayDeque<Tensor>> free = new HashMap<>();

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
        floats = new Slabs<>(this::newFloats, slabLength, LINE_START);
        shorts = new Slabs<>(this::newShorts, slabLength / SHORTS, 0);
    }

    /** How far an arena was filled at some moment; valid until the arena is reset or released to an earlier mark. */
    public static final class Mark {
        private final int[] floats;
        private final int[] shorts;

        private Mark(int[] floats, int[] shorts) {
            this.floats = floats;
            this.shorts = shorts;
        }
    }

    /**
     * A tensor with undefined contents, valid until this memory is released.
     *
     * @throws OutOfMemoryError naming what was asked for, when the heap is too small
     */
    public Tensor allocate(Shape shape) {
        int length = wholeLines(shape);
        ArrayDeque<Tensor> freed = free.get(length);
        if (freed != null && !freed.isEmpty()) {
            Tensor reused = freed.pop();
            return new Tensor(reused.array(), reused.offset(), shape);
        }
        Slabs.Slab<float[]> slab = floats.tightest(length);
        return new Tensor(slab.array, slab.take(length), shape);
    }

    private static int wholeLines(Shape shape) {
        return (shape.elements() + LINE - 1) / LINE * LINE;
    }

    /**
     * Takes back one tensor, for the next one of its size: the one most recently used, and so most likely in the cache,
     * is handed out first. Nobody may use it any more.
     *
     * @param tensor from this arena, allocated since the last {@link #mark} that will be released
     * @throws IllegalArgumentException if it is not this arena's, or was taken back already
     */
    public void free(Tensor tensor) {
        int length = wholeLines(tensor.shape());
        if (!floats.holds(tensor.array(), tensor.offset(), length)) {
            throw new IllegalArgumentException("arena: a tensor of shape " + tensor.shape()
                    + " is freed that is not, or no longer, of this arena's memory");
        }
        ArrayDeque<Tensor> freed = free.computeIfAbsent(length, any -> new ArrayDeque<>());
        for (Tensor other : freed) {
            if (other.array() == tensor.array() && other.offset() == tensor.offset()) {
                throw new IllegalArgumentException(
                        "arena: a tensor of shape " + tensor.shape() + " is freed that was freed already");
            }
        }
        freed.push(tensor);
    }

    /** {@code count} words with undefined contents, valid as long as a tensor allocated now. */
    public Shorts allocateShorts(int count) {
        Slabs.Slab<short[]> slab = shorts.tightest(count);
        return new Shorts(slab.array, slab.take(count), count);
    }

    private float[] newFloats(int length) {
        try {
            return new float[length];
        } catch (OutOfMemoryError e) {
            throw noMemory((long) Float.BYTES * length);
        }
    }

    private short[] newShorts(int length) {
        try {
            return new short[length];
        } catch (OutOfMemoryError e) {
            throw noMemory((long) Short.BYTES * length);
        }
    }

    private OutOfMemoryError noMemory(long wanted) {
        return new OutOfMemoryError("arena: no memory for " + (wanted >> 20) + " MiB beside the " + (bytes() >> 20)
                + " MiB it holds, in a heap of at most " + (Runtime.getRuntime().maxMemory() >> 20)
                + " MiB; use a larger heap or a smaller batch");
    }

    /** Takes back all memory. The slabs are kept for the next step. */
    public void reset() {
        free.clear();
        floats.release();
        shorts.release();
    }

    /** Remembers the present filling, to {@link #release} what comes after it. */
    public Mark mark() {
        return new Mark(floats.used(), shorts.used());
    }

    /** Takes back all memory handed out since the mark. */
    public void release(Mark mark) {
        free.clear();
        floats.release(mark.floats);
        shorts.release(mark.shorts);
    }

    /** Bytes held in slabs, in use or not. */
    public long bytes() {
        return Float.BYTES * floats.length() + Short.BYTES * shorts.length();
    }
}
