package doublewin.experiments.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import doublewin.experiments.config.Recipes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DiskNeedTest {
    private static final Path FOLDER = Path.of("runs", "one");

    private static DiskNeed epochs(int number) {
        return DiskNeed.ofTraining(Recipes.resolve("demo", Map.of("epochs", Integer.toString(number)), 1));
    }

    @Test
    void thereAreNoMoreCheckpointsThanEpochsAndNeverMoreThanThree() {
        long one = epochs(1).bytes();
        assertThat(one).isPositive();
        assertThat(epochs(2).bytes()).isEqualTo(2 * one);
        assertThat(epochs(3).bytes()).isEqualTo(3 * one);
        assertThat(epochs(40).bytes()).isEqualTo(3 * one);
    }

    @Test
    void aDiskThatIsTooSmallIsRefusedWithTheFigures() throws IOException {
        DiskNeed need = new DiskNeed(5 << 20);
        need.require(5 << 20, FOLDER);
        assertThatIOException()
                .isThrownBy(() -> need.require((5 << 20) - 1, FOLDER))
                .withMessage("checkpoints of this training need 5 MiB on the disk of " + FOLDER
                        + " at the very least, found 4 MiB; make room, or name a folder on another disk by --out");
    }
}
