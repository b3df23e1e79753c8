package doublewin.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

class ArenaTest {
    @Test
    void tensorsStartOnLinesAndDoNotOverlap() {
        Arena arena = new Arena(1000);
        Tensor[] tensors = new Tensor[40];
        for (int i = 0; i < tensors.length; i++) {
            tensors[i] = arena.allocate(Shape.of(1 + 37 * i % 100));
            assertThat(tensors[i].offset() % 16).isEqualTo(Arena.LINE_START);
            tensors[i].fill(i);
        }
        for (int i = 0; i < tensors.length; i++) {
            assertThat(tensors[i].toArray()).containsOnly(i);
        }
    }

    @Test
    void releaseTakesBackWhatCameAfterTheMarkAndNothingElse() {
        Arena arena = new Arena(100);
        Tensor kept = arena.allocate(Shape.of(20));
        Arena.Mark mark = arena.mark();
        Tensor inOldSlab = arena.allocate(Shape.of(20));
        Tensor inNewSlab = arena.allocate(Shape.of(80));
        long bytes = arena.bytes();
        arena.release(mark);
        Tensor again = arena.allocate(Shape.of(20));
        assertThat(again.array()).isSameAs(inOldSlab.array()).isSameAs(kept.array());
        assertThat(again.offset()).isEqualTo(inOldSlab.offset()).isNotEqualTo(kept.offset());
        assertThat(arena.allocate(Shape.of(80)).array()).isSameAs(inNewSlab.array());
        assertThat(arena.bytes()).isEqualTo(bytes);
    }

    @Test
    void aStepLikeTheLastOneTakesNoNewMemory() {
        Arena arena = new Arena(500);
        long bytes = 0;
        for (int step = 0; step < 3; step++) {
            arena.reset();
            for (int i = 1; i < 30; i++) {
                arena.allocate(Shape.lanes(i, 1, 2, 1));
            }
            bytes = step == 0 ? arena.bytes() : bytes;
            assertThat(arena.bytes()).isEqualTo(bytes);
        }
    }

    @Test
    void aTensorLargerThanASlabGetsOneOfItsOwn() {
        Tensor large = new Arena(100).allocate(Shape.of(1000));
        large.fill(1);
        assertThat(large.toArray()).hasSize(1000).containsOnly(1);
    }

    @Test
    void saysWhatItHadNoMemoryFor() {
        assumeTrue(Runtime.getRuntime().maxMemory() < 8L << 30, "the heap is too large to be filled by one tensor");
        assertThatThrownBy(() -> new Arena(16).allocate(Shape.of(Integer.MAX_VALUE - 64)))
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessageStartingWith("arena: no memory for 8191 MiB beside the 0 MiB it holds");
    }

    @Test
    void refusesToTakeBackWhatIsNotItsOwnOrIsBackAlready() {
        Arena arena = new Arena(1 << 10);
        Tensor first = arena.allocate(Shape.of(20));
        Arena.Mark mark = arena.mark();
        Tensor second = arena.allocate(Shape.of(20));
        assertThatThrownBy(() -> arena.free(Tensor.zeros(Shape.of(20))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("arena: a tensor of shape (20) is freed that is not, or no longer, of this arena's memory");
        assertThatThrownBy(() -> new Arena(1 << 10).free(first)).hasMessageContaining("not, or no longer");
        arena.free(second);
        assertThatThrownBy(() -> arena.free(second))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("arena: a tensor of shape (20) is freed that was freed already");
        assertThat(arena.allocate(Shape.of(17)).offset()).isEqualTo(second.offset());
        arena.release(mark);
        assertThatThrownBy(() -> arena.free(second)).hasMessageContaining("not, or no longer");
        arena.free(first);
    }
}
