package doublewin.experiments.spark.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told by the address of a master. */
class ClusterRequestTest {
    private static ClusterRequest of(String master) {
        return new ClusterRequest(master, 3, "1g", Optional.empty(), Map.of());
    }

    @Test
    void anExecutorUsesAllThatItHas() {
        assertThat(of("local").threads()).isEqualTo(1);
        assertThat(of("local[5]").threads()).isEqualTo(5);
        assertThat(of("local[*]").threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(of("spark://host:7077").threads()).isEqualTo(3);
    }

    @Test
    void onlySparksOwnMasterNeedsOurSecret() {
        assertThat(of("spark://host:7077").isStandalone()).isTrue();
        assertThat(of("yarn").isStandalone()).isFalse();
        assertThat(of("yarn").isLocal()).isFalse();
        assertThat(of("local[2]").isLocal()).isTrue();
        assertThat(ClusterRequest.addresses("spark://a:1,b:2")).containsExactly("a:1", "b:2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"spark://host", "spark://host:", "spark://:7077", "spark://a:1,b", "host:7077", "spark://a b:1"})
    void anAddressWithoutAHostOrAPortIsNone(String master) {
        assertThatIOException()
                .isThrownBy(() -> ClusterRequest.requireStandalone(master))
                .withMessageContaining("spark://HOST:PORT");
    }
}
