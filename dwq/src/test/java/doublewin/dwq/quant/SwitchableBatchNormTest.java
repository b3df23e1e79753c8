package doublewin.dwq.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.dwq.PrecisionSet;
import doublewin.engine.autograd.GradientTarget;
import doublewin.engine.autograd.Gradients;
import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Pass;
import doublewin.nn.Precision;
import doublewin.nn.StateDict;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SwitchableBatchNormTest {
    private static final List<String> TENSORS = List.of("weight", "bias", "running_mean", "running_var");

    private final WorkerPool pool = new WorkerPool(1);
    private final SwitchableBatchNorm norm = new SwitchableBatchNorm(2, PrecisionSet.parse("4,6,8"));

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void tensorsHaveTheOfficialNames() {
        TreeSet<String> names = new TreeSet<>();
        for (String tensor : TENSORS) {
            names.add(tensor);
            for (int k = 0; k < 3; k++) {
                names.add("bn." + k + "." + tensor);
            }
        }
        assertThat(new TreeSet<>(StateDict.of(norm).tensors().keySet())).isEqualTo(names);
    }

    @ParameterizedTest
    @CsvSource({"4, 0", "6, 1", "8, 2", "0, 2"})
    void passUsesThePrecisionsBranchAlone(int bits, int branch) {
        Map<String, Tensor> tensors = StateDict.of(norm).tensors();
        Tensor x = Tensor.zeros(Shape.lanes(3, 1, 1, 2));
        for (int i = 0; i < x.elements(); i++) {
            x.set(i, i + 1);
        }

        Tape tape = new Tape(new Arena(1 << 12), pool, GradientTarget.PARAMETERS);
        Variable y = norm.forward(tape, tape.input(x), new Precision(bits), Pass.TRAINING);
        Tensor seed = Tensor.zeros(y.shape());
        seed.fill(1);
        Gradients gradients = tape.backward(y, seed);

        int moved = 0;
        for (String name : tensors.keySet()) {
            boolean used = name.startsWith("bn." + branch + ".");
            if (name.endsWith("running_mean")) {
                assertThat(tensors.get(name).get(0) != 0).as(name).isEqualTo(used);
                moved += used ? 1 : 0;
            } else if (!name.endsWith("running_var")) {
                assertThat(gradients.ofParameter(tensors.get(name)).isPresent())
                        .as(name)
                        .isEqualTo(used);
            }
        }
        assertThat(moved).isEqualTo(1);
    }

    @Test
    void precisionOutsideTheSetIsRefused() {
        Tape tape = new Tape(new Arena(1 << 12), pool, GradientTarget.NONE);
        Variable x = tape.input(Tensor.zeros(Shape.lanes(3, 1, 1, 2)));
        assertThatThrownBy(() -> norm.forward(tape, x, new Precision(5), Pass.EVALUATION))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("switchable batch norm: there is no branch for 5 bit; the network was built for 4,6,8");
    }
}
