package doublewin.dwq.attack.ascent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import doublewin.dwq.attack.ActiveImages;
import doublewin.dwq.attack.AttackBench;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.ImageNorms;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Traps;
import doublewin.engine.random.Purpose;
import doublewin.engine.random.RandomKey;
import doublewin.engine.random.RandomStream;
import doublewin.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;

class RandomStartTest {
    private static final int IMAGES = 5;
    private static final float EPSILON = 25.5f;

    /** Direction and length are of different draws, so that one tells nothing of the other. */
    @Test
    void theLengthInTheL2BallIsDrawnAfterTheDirection() {
        RandomKey key = RandomKey.of(3, Purpose.EVALUATION_ATTACK);
        Batch grey = Traps.batch(IMAGES);
        try (AttackBench bench = new AttackBench(2)) {
            ActiveImages active = ActiveImages.all(grey, new ThreatModel(Ball.L2, EPSILON), bench.workspace());
            Tensor delta = active.allocate();
            RandomStart.uniform(active, key, delta);
            double[] lengths = new double[IMAGES];
            ImageNorms.l2(delta, lengths);
            int values = delta.shape().height()
                    * delta.shape().width()
                    * delta.shape().channels();
            for (int n = 0; n < IMAGES; n++) {
                RandomStream stream = new RandomStream(key.withImage(grey.images()[n]));
                for (int i = 0; i < values; i++) {
                    stream.gaussian();
                }
                double share = StrictMath.pow(stream.uniform(), 1.0 / values);
                assertThat(lengths[n]).isCloseTo(EPSILON / 255.0 * share, within(1e-6));
            }
        }
    }
}
