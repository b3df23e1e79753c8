package doublewin.engine.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Checks an operation's result against its plain transcription in double, and its gradients against central finite
 * differences of that transcription.
 *
 * <p>Tolerance. A float sum of T terms of random signs is off by about sqrt(T) * 2^-24 of its size;
 * (T + 4) * 2^-24 of the tensor's largest magnitude is allowed, the 4 for the roundings outside the sum. A difference
 * with step 1e-5 is off by some 1e-9 (1e-10 times a third derivative, and 2^-53 * |sum| / 1e-5): less than one of them.
 */
final class GradientCheck {
    private static final double STEP = 1e-5;
    private static final double ROUNDING = 0x1p-24;
    private static final int SAMPLES = 50;

    private GradientCheck() {}

    /** The operation under test. */
    @FunctionalInterface
    interface Operation {
        Variable apply(Tape tape, List<Variable> operands);
    }

    /** Its transcription: operands and result in the order of {@link Operand#values}. */
    @FunctionalInterface
    interface Transcription {
        double[] apply(double[][] operands);
    }

    /**
     * Checks result and gradients of every operand, then that each operand alone gets the same bits and the others
     * nothing.
     *
     * @param terms the longest sum that makes an element of the result or of a gradient
     * @return number of gradient elements compared
     */
    static int run(int terms, List<Operand> operands, Operation operation, Transcription transcription) {
        try (WorkerPool pool = new WorkerPool(2)) {
            return new Run(pool, (terms + 4) * ROUNDING, operands, operation, transcription).check();
        }
    }

    private record Run(
            WorkerPool pool,
            double tolerance,
            List<Operand> operands,
            Operation operation,
            Transcription transcription) {

        int check() {
            double[][] values = operands.stream().map(Operand::doubles).toArray(double[][]::new);
            double[] expected = transcription.apply(values);
            float[] result = Operand.valuesOf(forward(newTape(), -1).output().value());
            assertThat(result).as("result").hasSameSizeAs(expected);
            for (int i = 0; i < result.length; i++) {
                assertThat((double) result[i])
                        .as("result %d", i)
                        .isCloseTo(expected[i], within(tolerance * largest(expected)));
            }
            List<float[]> gradients = gradients(-1);
            int compared = 0;
            for (int operand = 0; operand < operands.size(); operand++) {
                compared += compare(operand, values, gradients.get(operand));
                List<float[]> alone = gradients(operand);
                for (int other = 0; other < operands.size(); other++) {
                    float[] wanted = other == operand ? gradients.get(operand) : null;
                    assertThat(alone.get(other))
                            .as("gradient of %s where only that of %s is required", name(other), name(operand))
                            .isEqualTo(wanted);
                }
            }
            assertThat(compared).isPositive();
            return compared;
        }

        private int compare(int operand, double[][] values, float[] gradient) {
            assertThat(gradient).as("gradient of %s", name(operand)).hasSameSizeAs(values[operand]);
            double allowed = tolerance * largest(gradient);
            double[] weights = seed().doubles();
            int[] samples = Samples.of(operands.get(operand).tensor().shape(), SAMPLES);
            for (int i : samples) {
                double value = values[operand][i];
                values[operand][i] = value + STEP;
                double above = dot(weights, transcription.apply(values));
                values[operand][i] = value - STEP;
                double below = dot(weights, transcription.apply(values));
                values[operand][i] = value;
                assertThat((double) gradient[i])
                        .as("gradient of %s, element %d", name(operand), i)
                        .isCloseTo((above - below) / (2 * STEP), within(allowed));
            }
            return samples.length;
        }

        /** By operand, null where there is none; {@code only} one operand requires a gradient, or all (-1). */
        private List<float[]> gradients(int only) {
            Tape tape = newTape();
            Forward forward = forward(tape, only);
            Gradients gradients = tape.backward(forward.output(), seed().tensor());
            return forward.operands().stream()
                    .map(variable ->
                            gradients.of(variable).map(Operand::valuesOf).orElse(null))
                    .toList();
        }

        private Forward forward(Tape tape, int only) {
            List<Variable> variables = new ArrayList<>();
            for (int i = 0; i < operands.size(); i++) {
                Tensor tensor = operands.get(i).tensor();
                variables.add(only == -1 || only == i ? tape.input(tensor) : tape.constant(tensor));
            }
            return new Forward(variables, operation.apply(tape, variables));
        }

        /** What weighs the elements of the result: the gradients are those of the weighted sum. */
        private Operand seed() {
            Tensor result = forward(newTape(), -1).output().value();
            return Operand.random("seed", result.shape(), new SplittableRandom(99));
        }

        private Tape newTape() {
            return new Tape(new Arena(1 << 16), pool, GradientTarget.INPUT_AND_PARAMETERS);
        }

        private String name(int operand) {
            return operands.get(operand).name();
        }
    }

    private record Forward(List<Variable> operands, Variable output) {}

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double largest(double[] values) {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static double largest(float[] values) {
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
