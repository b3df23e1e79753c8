package doublewin.bench.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.bench.measure.Noise;
import doublewin.engine.parallel.WorkerPool;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rung computes the same convolution, to the bit, on shapes that fit no vector, tile, band or channel block. */
class LadderTest {
    private static final List<Layer> LAYERS = List.of(
            new Layer(1, 1, 1, 1, 1),
            new Layer(17, 3, 10, 5, 7),
            new Layer(2, 20, 33, 9, 6),
            new Layer(16, 64, 4, 4, 4),
            new Layer(1, 330, 6, 3, 10),
            new Layer(33, 32, 32, 6, 5));

    static List<Arguments> rungsAndLayers() {
        List<Arguments> all = new ArrayList<>();
        for (Ladder rung : Ladder.values()) {
            for (Layer layer : LAYERS) {
                for (int workers : new int[] {1, 3}) {
                    if (workers == 1 || !rung.forOneThread()) {
                        all.add(Arguments.of(rung, layer, workers));
                    }
                }
            }
        }
        return all;
    }

    /** Twice, since a rung must not go on from what it has left, and on an array that holds something. */
    @ParameterizedTest
    @MethodSource("rungsAndLayers")
    void everyRungGivesTheBitsOfItsEquation(Ladder step, Layer layer, int workers) {
        float[] x = Noise.floats(layer.xLength(), 1);
        float[] w = Noise.floats(layer.wLength(), 2);
        float[] y = Noise.floats(layer.yLength(), 3);
        try (WorkerPool pool = new WorkerPool(workers)) {
            Rung rung = step.of(layer);
            rung.prepare(x, w);
            rung.run(pool);
            rung.run(pool);
            rung.finish(y);
        }
        assertThat(Ladder.difference(layer, y, step.expected(layer, x, w))).isEmpty();
        assertThat(x).isEqualTo(Noise.floats(layer.xLength(), 1));
        assertThat(w).isEqualTo(Noise.floats(layer.wLength(), 2));
    }
}
