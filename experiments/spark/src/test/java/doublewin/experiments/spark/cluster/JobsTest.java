package doublewin.experiments.spark.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each piece of work comes back, or the driver is told why not; it never waits for what does not come. */
@Timeout(120)
class JobsTest {
    private static final long LOOK_MILLIS = 50;

    private static JavaSparkContext context;

    /** Doubles a number, which must not be negative, nor zero. */
    private static final class Doubling extends Work<Integer, Integer> {
        private static final long serialVersionUID = 1;

        @Override
        protected Integer result(Integer piece) throws IOException {
            if (piece < 0) {
                throw new IOException("the disk is full");
            }
            if (piece == 0) {
                throw new RefusedException("zero is no work");
            }
            return 2 * piece;
        }
    }

    @BeforeAll
    static void join() throws IOException {
        context = Cluster.join(new ClusterRequest("local[1]", 1, "1g", Optional.empty(), Map.of()), "test", 1);
    }

    @AfterAll
    static void leave() {
        context.close();
    }

    private static List<Integer> results(Integer... pieces) throws IOException {
        List<Integer> results = new ArrayList<>();
        try (Jobs<Integer, Integer> jobs = new Jobs<>(context, new Doubling())) {
            jobs.submit(List.of(pieces));
            while (results.size() < pieces.length) {
                jobs.next(LOOK_MILLIS).ifPresent(results::add);
            }
        }
        return results;
    }

    @Test
    void eachPieceComesBack() throws IOException {
        assertThat(results(1, 2, 3)).containsExactlyInAnyOrder(2, 4, 6);
    }

    @Test
    void whatFailsAtEveryAttemptEndsTheWork() {
        assertThatIOException()
                .isThrownBy(() -> results(-1))
                .withMessageStartingWith("the cluster gave up: ")
                .withMessageContaining("the disk is full");
    }

    @Test
    void whatIsRefusedIsNotTriedAgain() {
        assertThatThrownBy(() -> results(0))
                .isInstanceOf(RefusedException.class)
                .hasMessage("zero is no work");
    }
}
