package doublewin.engine.kernel.convolution;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.engine.kernel.convolution.PreparedWeight.Use;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A weight that was prepared for one kernel is refused by every other one that orders it in another way. */
class PreparedWeightTest {
    private static final ConvShape SHAPE = new ConvShape(2, 8, 8, 32, 32, 3, 1);

    @Test
    void isReadInItsOwnLayoutOnly() {
        Convolution winograd = new Convolution(SHAPE, Numerics.WINOGRAD);
        Tensor x = Tensor.zeros(SHAPE.input());
        Tensor y = Tensor.zeros(SHAPE.output());
        Arena arena = new Arena(1 << 16);
        try (WorkerPool pool = new WorkerPool(1)) {
            PreparedWeight own = winograd.allocate(arena, Use.FORWARD);
            winograd.prepare(pool, Tensor.zeros(SHAPE.weight()), own);
            winograd.forward(pool, x, Prologue.NONE, own, y, BandEpilogue.NONE);
            assertThatThrownBy(() -> winograd.inputGradient(pool, y, own, x, BandEpilogue.NONE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "convolution: weights are prepared as Layout[use=FORWARD, transformed=true, outChannels=32,"
                                    + " inChannels=32, side=3, stride=1], expected Layout[use=INPUT_GRADIENT, transformed=true,"
                                    + " outChannels=32, inChannels=32, side=3, stride=1]");
            List<Convolution> others = List.of(
                    new Convolution(SHAPE, Numerics.DIRECT),
                    new Convolution(new ConvShape(2, 8, 8, 32, 33, 3, 1), Numerics.WINOGRAD),
                    new Convolution(new ConvShape(2, 8, 8, 33, 32, 3, 1), Numerics.WINOGRAD),
                    new Convolution(new ConvShape(2, 8, 8, 32, 32, 3, 2), Numerics.WINOGRAD),
                    new Convolution(new ConvShape(2, 8, 8, 32, 32, 1, 1), Numerics.WINOGRAD));
            for (Convolution other : others) {
                PreparedWeight foreign = other.allocate(arena, Use.FORWARD);
                assertThatThrownBy(() -> winograd.forward(pool, x, Prologue.NONE, foreign, y, BandEpilogue.NONE))
                        .as(foreign.layout().toString())
                        .hasMessageStartingWith("convolution: weights are prepared as");
                assertThatThrownBy(() -> winograd.prepare(pool, Tensor.zeros(SHAPE.weight()), foreign))
                        .as(foreign.layout().toString())
                        .hasMessageStartingWith("convolution: weights are prepared as");
            }
        }
    }
}
