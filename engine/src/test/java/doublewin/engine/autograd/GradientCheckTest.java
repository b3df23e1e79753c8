package doublewin.engine.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The check itself, on y = a * b of plain vectors: it passes the right rule and notices wrong ones. */
class GradientCheckTest {
    private static final List<Operand> OPERANDS = List.of(
            Operand.random("a", Shape.of(5), new SplittableRandom(1)),
            Operand.random("b", Shape.of(5), new SplittableRandom(2)));

    @Test
    void passesTheRightRule() {
        assertThat(run(0, true)).isEqualTo(10);
    }

    @Test
    void noticesAGradientThatIsSlightlyOff() {
        assertThatThrownBy(() -> run(1e-5f, true))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("gradient of a");
    }

    @Test
    void noticesAGradientThatNobodyRequired() {
        assertThatThrownBy(() -> run(0, false))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("gradient of b where only that of a is required");
    }

    private static int run(float error, boolean frugal) {
        return GradientCheck.run(
                1, OPERANDS, (tape, v) -> multiply(tape, v.get(0), v.get(1), error, frugal), v -> product(v[0], v[1]));
    }

    private static Variable multiply(Tape tape, Variable a, Variable b, float error, boolean frugal) {
        return tape.record(
                times(a.value(), b.value(), 1),
                Saved.of(a, b),
                (dy, gradients) -> {
                    if (a.requiresGradient() || !frugal) {
                        gradients.add(a, times(dy, b.value(), 1 + error));
                    }
                    if (b.requiresGradient() || !frugal) {
                        gradients.add(b, times(dy, a.value(), 1));
                    }
                },
                a,
                b);
    }

    private static Tensor times(Tensor a, Tensor b, float factor) {
        Tensor y = Tensor.zeros(a.shape());
        for (int i = 0; i < y.elements(); i++) {
            y.set(i, a.get(i) * b.get(i) * factor);
        }
        return y;
    }

    private static double[] product(double[] a, double[] b) {
        double[] y = new double[a.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = a[i] * b[i];
        }
        return y;
    }
}
