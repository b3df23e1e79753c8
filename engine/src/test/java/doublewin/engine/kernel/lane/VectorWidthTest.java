package doublewin.engine.kernel.lane;

import static org.assertj.core.api.Assertions.assertThat;

import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;

/** The build runs the kernels' tests at several widths; here each run says, and checks, which one it had. */
class VectorWidthTest {
    private static final int BITS_A_FLOAT = 32;

    @Test
    void runsAtTheWidthThatTheBuildAsksFor() {
        int found = Lanes.WIDTH * BITS_A_FLOAT;
        int asked = Integer.getInteger("doublewin.vectorBits", found);
        System.out.println("vectors of " + found + " bit, at most " + asked + " asked for");
        // A machine without the wider ones takes its widest; all have 128 bit.
        assertThat(found).isLessThanOrEqualTo(asked).isGreaterThanOrEqualTo(Math.min(asked, 128));
        assertThat(Lanes.SPECIES.length()).isEqualTo(Math.min(16, FloatVector.SPECIES_PREFERRED.length()));
    }
}
