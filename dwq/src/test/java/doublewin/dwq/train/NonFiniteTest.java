package doublewin.dwq.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.dwq.Images;
import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.quant.NormKind;
import doublewin.dwq.quant.QuantisedParts;
import doublewin.engine.autograd.SpoiltGradientOp;
import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.NonFiniteException;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Initialisation;
import doublewin.nn.Layer;
import doublewin.nn.NetworkParts;
import doublewin.nn.Norm;
import doublewin.nn.NormReluConv;
import doublewin.nn.Pass;
import doublewin.nn.Precision;
import doublewin.nn.StateDict;
import doublewin.nn.StateVisitor;
import doublewin.nn.WideResNet;
import doublewin.nn.data.BatchLoader;
import doublewin.nn.optimise.MultiStepSchedule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is not a number is met in the very step in which it comes up, by its name, wherever it comes up. */
class NonFiniteTest {
    private static final BatchLoader IMAGES = Images.random(4);
    private static final WorkerPool POOL = new WorkerPool(1);

    /** A weight that is finite, and so large that the variance of what it makes is not. */
    private static final float HUGE = 1e30f;

    /** What is met after each convolution of a WRN-10-1 whose weight is huge: the normalisation that reads its output. */
    private static final Map<String, String> READERS = new LinkedHashMap<>();

    /** Whose gradient comes next to that of each unit's input, on the way back. */
    private static final List<String> BEFORE_UNITS = List.of(
            "conv1.weight",
            "block1.layer.0.conv1.weight",
            "block1.layer.0.conv2.weight",
            "block2.layer.0.conv1.weight",
            "block2.layer.0.convShortcut.weight",
            "block3.layer.0.conv1.weight");

    static {
        READERS.put("conv1.weight", "block1.layer.0: bn1: batch norm: channel");
        READERS.put("block1.layer.0.conv1.weight", "block1.layer.0: bn2: batch norm: channel");
        READERS.put("block1.layer.0.conv2.weight", "block2.layer.0: bn1: batch norm: channel");
        READERS.put("block2.layer.0.conv1.weight", "block2.layer.0: bn2: batch norm: channel");
        READERS.put("block2.layer.0.conv2.weight", "block3.layer.0: bn1: batch norm: channel");
        READERS.put("block2.layer.0.convShortcut.weight", "block3.layer.0: bn1: batch norm: channel");
        READERS.put("block3.layer.0.conv1.weight", "block3.layer.0: bn2: batch norm: channel");
        READERS.put("block3.layer.0.conv2.weight", "bn1: batch norm: channel");
        READERS.put("block3.layer.0.convShortcut.weight", "bn1: batch norm: channel");
    }

    @AfterAll
    static void close() {
        POOL.close();
    }

    /** How a network is built and trained. */
    private record Case(TrainingMethod method, NormKind norm, Numerics numerics, String precisions) {
        QuantisedParts parts() {
            return new QuantisedParts(norm, PrecisionSet.parse(precisions), numerics);
        }

        Trainer trainer(Layer network) {
            MultiStepSchedule schedule = new MultiStepSchedule(0.1, 0.9, List.of(0.5), 0.1);
            PrecisionSet set = PrecisionSet.parse(precisions);
            return new Trainer(network, IMAGES, new TrainingSettings(method, set, 4, 2, schedule, 5e-4f, 9), POOL);
        }
    }

    static Stream<Case> cases() {
        ThreatModel threat = new ThreatModel(Ball.LINF, 8);
        List<Case> cases = new ArrayList<>();
        for (TrainingMethod method : List.of(
                TrainingMethod.plain(), TrainingMethod.fgsmRandomStart(threat, 10), TrainingMethod.pgd(2, threat, 2))) {
            cases.add(new Case(method, NormKind.SWITCHABLE, Numerics.WINOGRAD, "4"));
            cases.add(new Case(method, NormKind.ORDINARY, Numerics.DIRECT, "16"));
        }
        cases.add(new Case(TrainingMethod.plain(), NormKind.ORDINARY, Numerics.WINOGRAD, "full"));
        return cases.stream();
    }

    private static WideResNet network(NetworkParts parts) {
        WideResNet network = new WideResNet(parts, Images.SHAPE, 10, 1, 10);
        Initialisation.WIDE_RES_NET.apply(network, 3);
        return network;
    }

    private static void meets(Trainer trainer, String message) {
        assertThatThrownBy(trainer::step)
                .isInstanceOf(NonFiniteException.class)
                .hasMessageStartingWith("training: it diverged at epoch 0, iteration 0, ")
                .hasMessageContaining("(" + message);
        assertThat(trainer.position()).isEqualTo(TrainingPosition.START);
    }

    /** Branches that the step does not use, and buffers that training does not read, included. */
    @ParameterizedTest
    @MethodSource("cases")
    void everyTensorOfTheState(Case how) {
        WideResNet network = network(how.parts());
        StateDict.of(network).tensors().forEach((name, tensor) -> {
            int last = tensor.elements() - 1;
            float before = tensor.get(last);
            for (float spoilt : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
                tensor.set(last, spoilt);
                meets(how.trainer(network), "before the step, " + name + ": range: found " + spoilt);
            }
            tensor.set(last, before);
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void forwardFromEveryConvolution(Case how) {
        READERS.forEach((name, reader) -> {
            WideResNet network = network(how.parts());
            StateDict.of(network).tensors().get(name).fill(HUGE);
            meets(how.trainer(network), reader);
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void forwardFromTheClassifier(Case how) {
        WideResNet network = network(how.parts());
        StateDict.of(network).tensors().get("fc.bias").fill(Float.MAX_VALUE);
        StateDict.of(network).tensors().get("fc.weight").fill(Float.MAX_VALUE);
        meets(how.trainer(network), "logits: found Infinity for image 0, class 0");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void backwardThroughEveryUnit(Case how) {
        for (int unit = 0; unit < BEFORE_UNITS.size(); unit++) {
            for (float spoilt : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
                WideResNet network = network(new SpoiltParts(how.parts(), unit, spoilt));
                Map<String, Tensor> before = Images.copyOfState(network);
                meets(how.trainer(network), "gradient of " + BEFORE_UNITS.get(unit) + ": range: found ");
                StateDict.of(network)
                        .parameters()
                        .forEach((name, parameter) -> assertThat(parameter.toArray())
                                .as(name)
                                .isEqualTo(before.get(name).toArray()));
            }
        }
    }

    /** Parts of which one unit's input has a gradient that is spoilt. */
    private static final class SpoiltParts implements NetworkParts {
        private final QuantisedParts parts;
        private final int spoiltUnit;
        private final float spoilt;
        private int units;

        SpoiltParts(QuantisedParts parts, int spoiltUnit, float spoilt) {
            this.parts = parts;
            this.spoiltUnit = spoiltUnit;
            this.spoilt = spoilt;
        }

        @Override
        public Layer convolution(ConvolutionSpec spec) {
            return parts.convolution(spec);
        }

        @Override
        public Norm norm(int channels) {
            return parts.norm(channels);
        }

        @Override
        public NormReluConv normReluConv(UnitSpec spec) {
            NormReluConv unit = parts.normReluConv(spec);
            return units++ == spoiltUnit ? new SpoiltUnit(unit, spoilt) : unit;
        }
    }

    private record SpoiltUnit(NormReluConv unit, float spoilt) implements NormReluConv {
        @Override
        public Output forward(Tape tape, Variable x, Optional<Variable> residual, Precision precision, Pass pass) {
            return unit.forward(tape, SpoiltGradientOp.apply(tape, x, spoilt), residual, precision, pass);
        }

        @Override
        public void visit(String block, StateVisitor visitor) {
            unit.visit(block, visitor);
        }

        @Override
        public void visitShortcut(String block, StateVisitor visitor) {
            unit.visitShortcut(block, visitor);
        }
    }
}
