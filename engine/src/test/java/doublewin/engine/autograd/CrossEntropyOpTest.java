package doublewin.engine.autograd;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.NonFiniteException;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrossEntropyOpTest {
    @ParameterizedTest
    @CsvSource({"1, 10", "17, 3", "33, 10"})
    void gradientsOfTheSum(int images, int classes) {
        int[] labels = labels(images, classes);
        GradientCheck.run(
                images, List.of(logits(images, classes)), (tape, v) -> CrossEntropyOp.sum(tape, v.get(0), labels), v ->
                        new double[] {new DoubleMaps(images, classes, 1, 1, v[0]).crossEntropy(labels)});
    }

    @ParameterizedTest
    @CsvSource({"1, 10", "17, 3", "33, 10"})
    void gradientsOfTheMean(int images, int classes) {
        int[] labels = labels(images, classes);
        GradientCheck.run(
                images, List.of(logits(images, classes)), (tape, v) -> CrossEntropyOp.mean(tape, v.get(0), labels), v ->
                        new double[] {new DoubleMaps(images, classes, 1, 1, v[0]).crossEntropy(labels) / images});
    }

    @Test
    void stopsAtALogitThatIsNotFinite() {
        try (WorkerPool pool = new WorkerPool(1)) {
            Tape tape = new Tape(new Arena(1 << 10), pool, GradientTarget.NONE);
            Tensor logits = logits(3, 10).tensor();
            logits.set(1, Float.NaN); // image 1, class 0
            assertThatThrownBy(() -> CrossEntropyOp.mean(tape, tape.input(logits), labels(3, 10)))
                    .isInstanceOf(NonFiniteException.class)
                    .hasMessageContaining("image 1")
                    .hasMessageContaining("NaN");
        }
    }

    private static Operand logits(int images, int classes) {
        return Operand.random("logits", Shape.lanes(images, 1, 1, classes), -3, 3, new SplittableRandom(1));
    }

    private static int[] labels(int images, int classes) {
        return new SplittableRandom(2).ints(images, 0, classes).toArray();
    }
}
