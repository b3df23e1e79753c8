package doublewin.engine.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Large arrays of one type, filled from their start: the memory of an {@link Arena}.
 *
 * @param <A> {@code float[]} or {@code short[]}
 */
final class Slabs<A> {
    private final List<Slab<A>> slabs = new ArrayList<>();
    private final IntFunction<A> newArray;
    private final int slabLength;
    private final int start;

    /**
     * No slabs yet.
     *
     * @param slabLength elements of a slab, unless more are asked for at once
     * @param start index of a slab's first element in use
     */
    Slabs(IntFunction<A> newArray, int slabLength, int start) {
        this.newArray = newArray;
        this.slabLength = slabLength;
        this.start = start;
    }

    /** An array and how much of it is in use. */
    static final class Slab<A> {
        final A array;
        private final int length;
        private int used;

        private Slab(A array, int length, int used) {
            this.array = array;
            this.length = length;
            this.used = used;
        }

        /** Start of the next {@code count} elements, which are in use from now on. */
        int take(int count) {
            int first = used;
            used += count;
            return first;
        }

        private int free() {
            return length - used;
        }
    }

    /** The fullest slab that still has room, so that the emptier ones stay whole for larger requests. */
    Slab<A> tightest(int count) {
        Slab<A> best = null;
        for (Slab<A> slab : slabs) {
            if (slab.free() >= count && (best == null || slab.free() < best.free())) {
                best = slab;
            }
        }
        if (best == null) {
            int length = Math.max(slabLength, count + start);
            best = new Slab<>(newArray.apply(length), length, start);
            slabs.add(best);
        }
        return best;
    }

    /** Whether so many elements of an array are in use here. */
    boolean holds(A array, int first, int count) {
        for (Slab<A> slab : slabs) {
            if (slab.array == array) {
                return first >= start && first + count <= slab.used;
            }
        }
        return false;
    }

    /** How far each slab is filled. */
    int[] used() {
        return slabs.stream().mapToInt(slab -> slab.used).toArray();
    }

    /** Fills each slab as far as {@code used} says; the later ones not at all. */
    void release(int... used) {
        for (int i = 0; i < slabs.size(); i++) {
            slabs.get(i).used = i < used.length ? used[i] : start;
        }
    }

    /** Elements held, in use or not. */
    long length() {
        return slabs.stream().mapToLong(slab -> slab.length).sum();
    }
}
