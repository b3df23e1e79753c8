package doublewin.nn.optimise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import doublewin.engine.autograd.AddOp;
import doublewin.engine.autograd.GradientTarget;
import doublewin.engine.autograd.Gradients;
import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Module;
import doublewin.nn.StateMismatchException;
import doublewin.nn.StateVisitor;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SgdTest {
    private static final WorkerPool POOL = new WorkerPool(1);
    private static final Arena ARENA = new Arena(1 << 12);

    @AfterAll
    static void close() {
        POOL.close();
    }

    private static final class TwoBranches implements Module {
        final Tensor first = Tensor.of(Shape.of(2), 1, -2);
        final Tensor second = Tensor.of(Shape.of(2), 3, 4);
        final Tensor buffer = Tensor.of(Shape.of(2), 5, 6);

        @Override
        public void visit(String name, StateVisitor visitor) {
            visitor.parameter("z.first", first);
            visitor.parameter("a.second", second);
            visitor.buffer("buffer", buffer);
        }
    }

    /** Gradients of the parameters given, each being the values given. */
    private static Gradients gradients(float[] values, Tensor... parameters) {
        Tape tape = new Tape(ARENA, POOL, GradientTarget.PARAMETERS);
        Variable sum = tape.constant(Tensor.zeros(Shape.of(values.length)));
        for (Tensor parameter : parameters) {
            sum = AddOp.apply(tape, sum, tape.parameter(parameter));
        }
        return tape.backward(sum, Tensor.of(Shape.of(values.length), values));
    }

    @Test
    void movesByVelocityWithDecay() {
        TwoBranches module = new TwoBranches();
        Sgd sgd = new Sgd(module, 0.1f);
        double p = 1;
        double v = 0;
        float[] rates = {0.5f, 0.25f, 0.125f};
        for (int step = 0; step < 3; step++) {
            sgd.step(POOL, gradients(new float[] {step + 1, 0}, module.first), rates[step], 0.9f);
            v = 0.9 * v + (step + 1 + 0.1 * p);
            p -= rates[step] * v;
            assertThat((double) module.first.get(0)).isCloseTo(p, within(1e-6));
            assertThat((double) sgd.velocities().get("z.first").get(0)).isCloseTo(v, within(1e-6));
        }
        assertThat(module.buffer.toArray()).containsExactly(5, 6);
    }

    @Test
    void aParameterWaitsForItsFirstGradientAndThenAlwaysMoves() {
        TwoBranches module = new TwoBranches();
        Sgd sgd = new Sgd(module, 0.5f);
        sgd.step(POOL, gradients(new float[] {1, 1}, module.first), 0.1f, 0.9f);
        assertThat(module.second.toArray()).containsExactly(3, 4);
        assertThat(sgd.velocities()).containsOnlyKeys("z.first");

        float before = module.first.get(0);
        float velocity = sgd.velocities().get("z.first").get(0);
        sgd.step(POOL, gradients(new float[] {1, 1}, module.second), 0.1f, 0.9f);
        double expectedVelocity = 0.9 * velocity + 0.5 * before;
        assertThat((double) sgd.velocities().get("z.first").get(0)).isCloseTo(expectedVelocity, within(1e-6));
        assertThat((double) module.first.get(0)).isCloseTo(before - 0.1 * expectedVelocity, within(1e-6));
        assertThat(sgd.velocities().keySet()).containsExactly("z.first", "a.second");
        assertThat(module.second.get(0)).isCloseTo(3 - 0.1f * 2.5f, within(1e-6f));
    }

    @Test
    void goesOnFromRestoredVelocitiesBitForBit() throws IOException {
        TwoBranches straight = new TwoBranches();
        Sgd straightSgd = new Sgd(straight, 5e-4f);
        TwoBranches resumed = new TwoBranches();
        for (Tensor used : new Tensor[] {straight.first, straight.second}) {
            straightSgd.step(POOL, gradients(new float[] {0.3f, 7}, used), 0.1f, 0.9f);
        }
        resumed.first.copyFrom(straight.first);
        resumed.second.copyFrom(straight.second);
        Sgd resumedSgd = new Sgd(resumed, 5e-4f);
        resumedSgd.restoreVelocities("run", straightSgd.velocities());
        straightSgd.step(POOL, gradients(new float[] {1, 2}, straight.first), 0.1f, 0.9f);
        resumedSgd.step(POOL, gradients(new float[] {1, 2}, resumed.first), 0.1f, 0.9f);
        assertThat(resumed.first.toArray()).isEqualTo(straight.first.toArray());
        assertThat(resumed.second.toArray()).isEqualTo(straight.second.toArray());
        assertThat(resumedSgd.velocities().keySet()).containsExactly("z.first", "a.second");
    }

    @Test
    void foreignVelocitiesAreRefusedAndChangeNothing() {
        Sgd sgd = new Sgd(new TwoBranches(), 0);
        Map<String, Tensor> stored = new LinkedHashMap<>();
        stored.put("z.first", Tensor.zeros(Shape.of(3)));
        stored.put("b.third", Tensor.zeros(Shape.of(2)));
        stored.put("a.second", Tensor.zeros(Shape.of(2)));
        assertThatThrownBy(() -> sgd.restoreVelocities("last.safetensors", stored))
                .isInstanceOf(StateMismatchException.class)
                .hasMessageContaining("last.safetensors: expected velocities")
                .hasMessageContaining("1 unknown (b.third); 1 of another shape (z.first is (3) instead of (2))");
        assertThat(sgd.velocities()).isEmpty();
    }
}
