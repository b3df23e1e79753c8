package doublewin.engine.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.HotSpotDiagnosticMXBean;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.management.ManagementFactory;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Measures where memory really lies: the kernels' speed rests on whole cache lines, and the virtual machine promises none.
 * An address comes from C's memmove of nothing, which returns where it would have moved it.
 */
class AlignmentTest {
    private static final int LINE_BYTES = 64;

    private static MethodHandle memmove;

    @BeforeAll
    @SuppressWarnings("restricted") // moving nothing harms nothing
    static void findMemmove() {
        requireFlag("UseG1GC", "true");
        requireFlag("UseCompactObjectHeaders", "false");
        Linker linker = Linker.nativeLinker();
        var function = linker.defaultLookup().find("memmove");
        assumeTrue(function.isPresent(), "addresses cannot be read here: there is no memmove");
        memmove = linker.downcallHandle(
                function.get(),
                FunctionDescriptor.of(
                        ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG),
                Linker.Option.critical(true));
    }

    /** The launcher sets these flags, and alignment is promised under them alone. */
    private static void requireFlag(String flag, String expected) {
        var machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        assumeTrue(machine != null, "alignment is not promised here: this is not HotSpot");
        String found = machine.getVMOption(flag).getValue();
        assumeTrue(found.equals(expected), "alignment is not promised here: " + flag + " is " + found);
    }

    @Test
    void tensorsOfAnArenaStartOnACacheLine() throws Throwable {
        Arena arena = new Arena();
        for (int elements : new int[] {1, 17, 1 << 20, 3 << 20, 7, (1 << 24) + 5}) {
            assertThat(pastLine(arena.allocate(Shape.of(elements))))
                    .as("%d elements", elements)
                    .isZero();
        }
        arena.reset();
        assertThat(pastLine(arena.allocate(Shape.lanes(17, 5, 3, 10)))).isZero();
    }

    @Test
    void scratchOfEveryWorkerStartsOnACacheLine() throws Throwable {
        Queue<Tensor> areas = new ConcurrentLinkedQueue<>();
        try (WorkerPool pool = new WorkerPool(2)) {
            for (int count : new int[] {100, 300_000, 5_000_000}) {
                pool.run(50, (task, scratch) -> areas.add(scratch.floats(count)));
                areas.add(pool.shared().floats(count));
            }
        }
        assertThat(areas).hasSize(153);
        for (Tensor area : areas) {
            assertThat(pastLine(area)).as("%d elements", area.elements()).isZero();
        }
    }

    /** Bytes between the start of a cache line and the tensor's first element. */
    private static long pastLine(Tensor tensor) throws Throwable {
        MemorySegment first = MemorySegment.ofArray(tensor.array()).asSlice((long) Float.BYTES * tensor.offset());
        MemorySegment moved = (MemorySegment) memmove.invokeExact(first, first, 0L);
        return moved.address() % LINE_BYTES;
    }
}
