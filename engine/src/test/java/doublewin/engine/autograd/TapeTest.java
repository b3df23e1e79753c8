package doublewin.engine.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.engine.kernel.classify.SoftmaxCrossEntropy;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TapeTest {
    private static final Shape SHAPE = Shape.of(3);

    private final WorkerPool pool = new WorkerPool(1);
    private final Tensor input = Tensor.of(SHAPE, 1, 2, 3);
    private final Tensor parameter = Tensor.of(SHAPE, 4, 5, 6);

    @AfterEach
    void close() {
        pool.close();
    }

    private Tape tape(GradientTarget target) {
        return new Tape(new Arena(1 << 10), pool, target);
    }

    private static Tensor seed() {
        return Tensor.of(SHAPE, 1, 10, 100);
    }

    @Test
    void inputTargetLeavesParametersOut() {
        Tape tape = tape(GradientTarget.INPUT);
        Variable x = tape.input(input);
        Variable p = tape.parameter(parameter);
        Gradients gradients = tape.backward(AddOp.apply(tape, x, p), seed());
        assertThat(gradients.of(x).orElseThrow().toArray()).containsExactly(1, 10, 100);
        assertThat(gradients.of(p)).isEmpty();
        assertThat(gradients.ofParameter(parameter)).isEmpty();
    }

    @Test
    void parameterTargetLeavesTheInputOut() {
        Tape tape = tape(GradientTarget.PARAMETERS);
        Variable x = tape.input(input);
        Gradients gradients = tape.backward(AddOp.apply(tape, x, tape.parameter(parameter)), seed());
        assertThat(gradients.of(x)).isEmpty();
        assertThat(gradients.ofParameter(parameter).orElseThrow().toArray()).containsExactly(1, 10, 100);
    }

    @Test
    void constantsAreNotRecorded() {
        List<String> ran = new ArrayList<>();
        Tape tape = tape(GradientTarget.PARAMETERS);
        Variable constant =
                tape.record(input, Saved.NOTHING, (dy, gradients) -> ran.add("constant"), tape.constant(input));
        Variable leftOut =
                tape.record(input, Saved.NOTHING, (dy, gradients) -> ran.add("left out"), tape.input(input), constant);
        Variable p = tape.parameter(parameter);
        Variable kept = tape.record(
                input,
                Saved.NOTHING,
                (dy, gradients) -> {
                    ran.add("kept");
                    gradients.add(p, dy);
                },
                p,
                leftOut);
        tape.backward(kept, seed());
        assertThat(ran).containsExactly("kept");
        assertThat(constant.requiresGradient()).isFalse();
        assertThat(leftOut.requiresGradient()).isFalse();
    }

    @Test
    void nothingIsDifferentiatedWithoutATarget() {
        Tape tape = tape(GradientTarget.NONE);
        Variable x = tape.input(input);
        Variable y = AddOp.apply(tape, x, tape.parameter(parameter));
        assertThat(y.requiresGradient()).isFalse();
        Gradients gradients = tape.backward(y, seed());
        assertThat(gradients.of(x)).isEmpty();
        assertThat(gradients.ofParameter(parameter)).isEmpty();
    }

    @Test
    void gradientsOfEveryUseAddUp() {
        Tape tape = tape(GradientTarget.PARAMETERS);
        Variable once = AddOp.apply(tape, tape.input(input), tape.parameter(parameter));
        // the same tensor is the same parameter
        Variable twice = AddOp.apply(tape, once, tape.parameter(parameter));
        Variable fourTimes = AddOp.apply(tape, twice, twice);
        Gradients gradients = tape.backward(fourTimes, seed());
        assertThat(gradients.ofParameter(parameter).orElseThrow().toArray()).containsExactly(4, 40, 400);
        assertThat(gradients.of(twice))
                .as("an intermediate result's gradient is consumed")
                .isEmpty();
    }

    @Test
    void aParameterWithoutInfluenceHasNoGradient() {
        Tape tape = tape(GradientTarget.PARAMETERS);
        Tensor unused = Tensor.zeros(SHAPE);
        Tensor aside = Tensor.zeros(SHAPE);
        Variable p = tape.parameter(parameter);
        AddOp.apply(tape, p, tape.parameter(aside));
        Variable y = AddOp.apply(tape, p, tape.input(input));
        Gradients gradients = tape.backward(y, seed());
        assertThat(gradients.ofParameter(unused)).isEmpty();
        assertThat(gradients.ofParameter(aside)).isEmpty();
        assertThat(gradients.ofParameter(parameter).orElseThrow().toArray()).containsExactly(1, 10, 100);
    }

    @Test
    void onlyAScalarIsALoss() {
        Tape tape = tape(GradientTarget.INPUT);
        Variable x = tape.input(input);
        assertThatThrownBy(() -> tape.backward(x))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("backward: expected a scalar loss, found a variable of shape (3)");
        Variable scalar = tape.input(Tensor.of(Shape.of(), 7));
        assertThat(tape.backward(scalar).of(scalar).orElseThrow().toArray()).containsExactly(1);
    }

    @Test
    void aSeedHasTheShapeOfWhatItWeighs() {
        Tape tape = tape(GradientTarget.INPUT);
        Variable x = tape.input(input);
        assertThatThrownBy(() -> tape.backward(x, Tensor.zeros(Shape.of(2))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(2), expected (3)");
    }

    @Test
    void servesOneBackwardPass() {
        Tape tape = tape(GradientTarget.INPUT);
        Variable x = tape.input(input);
        tape.backward(x, seed());
        assertThatThrownBy(() -> tape.backward(x, seed()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("differentiated already");
    }

    /** A loss outside the tape: the gradient by the logits seeds the pass, with the bits of the loss on the tape. */
    @Test
    void theGradientByTheLogitsMaySeedThePass() {
        Shape shape = Shape.lanes(18, 1, 1, 3);
        Tensor logits = Operand.random("logits", shape, new SplittableRandom(1)).tensor();
        int[] labels = new int[18];
        Arrays.setAll(labels, n -> n % 3);
        Tape onTape = tape(GradientTarget.INPUT);
        Variable x = onTape.input(logits);
        float[] expected = onTape.backward(CrossEntropyOp.sum(onTape, AddOp.apply(onTape, x, x), labels))
                .of(x)
                .orElseThrow()
                .toArray();
        Tape seeded = tape(GradientTarget.INPUT);
        Variable y = seeded.input(logits);
        Variable twice = AddOp.apply(seeded, y, y);
        Tensor seed = Tensor.zeros(shape);
        SoftmaxCrossEntropy.gradient(twice.value(), labels, 1, seed);
        float[] before = seed.toArray();
        assertThat(seeded.backward(twice, seed).of(y).orElseThrow().toArray()).isEqualTo(expected);
        assertThat(seed.toArray()).as("the seed is the caller's").isEqualTo(before);
    }

    @Test
    void whatNoRuleSavesMayBeReleased() {
        Tape tape = tape(GradientTarget.INPUT);
        Variable x = tape.input(input);
        Variable sum = AddOp.apply(tape, x, x);
        Variable rectified = ReluOp.apply(tape, sum);
        Variable end = AddOp.apply(tape, rectified, x);
        tape.release(sum);
        tape.release(rectified);
        assertThatThrownBy(sum::value).isInstanceOf(IllegalStateException.class);
        assertThat(rectified.value().toArray()).as("saved by its rule").hasSize(3);
        assertThat(tape.backward(end, seed()).of(x).orElseThrow().toArray()).containsExactly(3, 30, 300);
    }

    @Test
    void aRuleThatLeavesAnOperandOutIsFound() {
        Tape tape = tape(GradientTarget.INPUT);
        Variable x = tape.input(input);
        Variable y = tape.record(input, Saved.NOTHING, (dy, gradients) -> {}, x);
        assertThatThrownBy(() -> tape.backward(y, seed()))
                .isInstanceOf(AssertionError.class)
                .hasMessage("a backward rule left out an operand that wants a gradient");
    }
}
