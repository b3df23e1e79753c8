package doublewin.dwq.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Sums of a mixture's weights are those of exact arithmetic, in any order and of any of them. */
class MixtureTest {
    @Test
    void sumsOfWeightsAreExact() {
        SplittableRandom random = new SplittableRandom(1);
        DifferentiableModel member = LinearCases.random(3, 1, 1).model();
        int sums = 0;
        for (int members = 1; members <= 15; members++) {
            double[] given = random.doubles(members).toArray();
            double total = 0;
            for (double weight : given) {
                total += weight;
            }
            for (int q = 0; q < members; q++) {
                given[q] /= total;
            }
            List<DifferentiableModel> all = Collections.nCopies(members, member);
            for (double[] weights : List.of(
                    new Mixture(all, given).weights(), Mixture.uniform(all).weights())) {
                for (int chosen = 0; chosen < 200; chosen++) {
                    int some = random.nextInt(1 << members);
                    double forward = 0;
                    double backward = 0;
                    BigDecimal exact = BigDecimal.ZERO;
                    for (int q = 0; q < members; q++) {
                        forward += (some >> q & 1) * weights[q];
                        backward += (some >> members - 1 - q & 1) * weights[members - 1 - q];
                        exact = exact.add(new BigDecimal((some >> q & 1) * weights[q]));
                    }
                    assertThat(new BigDecimal(forward)).isEqualByComparingTo(exact);
                    assertThat(new BigDecimal(backward)).isEqualByComparingTo(exact);
                    sums++;
                }
            }
        }
        assertThat(sums).isEqualTo(15 * 2 * 200);
    }
}
