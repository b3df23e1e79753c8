package doublewin.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ArenaShortsTest {
    @Test
    void windowsDoNotOverlap() {
        Arena arena = new Arena(400);
        Shorts[] windows = new Shorts[30];
        for (int i = 0; i < windows.length; i++) {
            windows[i] = arena.allocateShorts(1 + 37 * i % 150);
            assertThat(windows[i].length()).isEqualTo(1 + 37 * i % 150);
            Arrays.fill(windows[i].array(), windows[i].offset(), end(windows[i]), (short) i);
        }
        for (int i = 0; i < windows.length; i++) {
            short[] found = Arrays.copyOfRange(windows[i].array(), windows[i].offset(), end(windows[i]));
            assertThat(found).containsOnly((short) i);
        }
    }

    @Test
    void theyAreReleasedAndResetWithTheTensors() {
        Arena arena = new Arena(400);
        Shorts kept = arena.allocateShorts(20);
        Arena.Mark mark = arena.mark();
        Shorts inOldSlab = arena.allocateShorts(30);
        Shorts inNewSlab = arena.allocateShorts(500);
        long bytes = arena.bytes();
        assertThat(bytes).isEqualTo(2 * (100 + 500));
        arena.release(mark);
        assertThat(arena.allocateShorts(30)).isEqualTo(inOldSlab).isNotEqualTo(kept);
        assertThat(arena.allocateShorts(500)).isEqualTo(inNewSlab);
        arena.reset();
        assertThat(arena.allocateShorts(20)).isEqualTo(kept);
        assertThat(arena.bytes()).isEqualTo(bytes);
    }

    private static int end(Shorts window) {
        return window.offset() + window.length();
    }
}
