package doublewin.experiments.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.engine.parallel.WorkerPool;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProofsTest {
    private static Map<String, String> work(int threads, int steps, int batch) {
        try (WorkerPool pool = new WorkerPool(threads)) {
            return ProofWork.run(pool, steps, batch);
        }
    }

    @Test
    void threadsAndBatchesMakeNoDifferenceAndStepsDo() {
        Map<String, String> one = work(1, 2, 16);
        assertThat(one.keySet())
                .contains(
                        "after step 1, conv1.weight",
                        "after step 2, fc.bias",
                        "after step 2, attacked at 16 bit, images",
                        "after step 2, attacked at 4 bit, logits");
        assertThat(Proofs.difference(one, work(3, 2, 7))).isEmpty();
        assertThat(Proofs.difference(one, work(2, 1, 1))).isEmpty();
        assertThat(one.get("after step 1, conv1.weight")).isNotEqualTo(one.get("after step 2, conv1.weight"));
        assertThat(one.get("after step 2, attacked at 4 bit, images"))
                .isNotEqualTo(one.get("after step 2, attacked at 16 bit, images"));
    }

    @Test
    void theFirstDifferenceIsNamed() {
        Map<String, String> expected = Map.of("a", "1", "b", "2", "c", "3");
        Map<String, String> found = new LinkedHashMap<>();
        found.put("a", "1");
        found.put("b", "x");
        found.put("c", "y");
        assertThat(Proofs.difference(expected, found)).contains("b: x, expected 2");
        assertThat(Proofs.difference(expected, Map.of("c", "3"))).isEmpty();
        assertThat(Proofs.difference(expected, Map.of("d", "4"))).contains("d: 4, expected null");
    }

    @Test
    void anotherJvmGivesTheSame() throws IOException {
        Condition condition = new Condition("this one", List.of("-XX:MaxVectorSize=16"), 2, 16, 1);
        assertThat(ProofChild.run(condition)).isEqualTo(work(1, 1, 16));
    }

    @Test
    void aJvmThatFailsIsToldOf() {
        Condition condition = new Condition("no such flag", List.of("-XX:+NoSuchFlag"), 1, 16, 1);
        assertThatThrownBy(() -> ProofChild.run(condition))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("under \"no such flag\" the JVM ended with exit code 1");
    }

    @Test
    void conditionsDifferFromEachOther() {
        assertThat(Condition.all()).doesNotHaveDuplicates().hasSizeGreaterThan(15);
        assertThat(Condition.all()).extracting(Condition::title).doesNotHaveDuplicates();
    }
}
