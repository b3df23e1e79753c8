package doublewin.bench.ladder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import doublewin.bench.measure.Noise;
import doublewin.engine.parallel.WorkerPool;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        assertThat(Ladder.difference(layer, y, step.equation().output(layer, x, w)))
                .isEmpty();
        assertThat(x).isEqualTo(Noise.floats(layer.xLength(), 1));
        assertThat(w).isEqualTo(Noise.floats(layer.wLength(), 2));
    }

    static List<Layer> layers() {
        return LAYERS;
    }

    /** The reader begins with something that is right. */
    @ParameterizedTest
    @MethodSource("layers")
    void theKernelToChangeIsRightAsItComes(Layer layer) {
        assertThat(new Climber(layer, 1, 1).wrong(new YourKernel(layer))).isEmpty();
    }

    /** A kernel that misses one value is told which. */
    @Test
    void theFirstWrongElementIsNamed() {
        Layer layer = new Layer(2, 3, 4, 5, 6);
        float[] expected = Noise.floats(layer.yLength(), 1);
        float[] found = expected.clone();
        found[layer.y(1, 2, 3, 4)] = 7;
        found[layer.y(1, 3, 0, 0)] = 8;
        assertThat(Ladder.difference(layer, found, expected))
                .hasValueSatisfying(text -> assertThat(text)
                        .startsWith("y[n=1, k=2, p=3, q=4]: expected ")
                        .endsWith(", found 7.0"));
    }

    @Test
    void anotherOrderOfTheSumIsTold() {
        Layer layer = new Layer(1, 1, 1, 1, 2);
        assertThat(Ladder.difference(layer, new float[] {1, Math.nextUp(2f)}, new float[] {1, 2}))
                .hasValueSatisfying(text -> assertThat(text).contains("order"));
        assertThat(Ladder.difference(layer, new float[] {1, 2.1f}, new float[] {1, 2}))
                .hasValueSatisfying(text -> assertThat(text).doesNotContain("order"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"64", "64-64", "64-64@", "a-b@c", "0-1@1", "1-1@0", "99999-1@1"})
    void aLayerThatIsNoneIsRefused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> Layer.parse(name, 1));
    }
}
