package doublewin.dwq.train;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.dwq.Images;
import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.TrainingAttack;
import doublewin.dwq.golden.Difference;
import doublewin.dwq.golden.GoldenFile;
import doublewin.dwq.golden.Passes;
import doublewin.dwq.quant.NormKind;
import doublewin.dwq.quant.QuantisedParts;
import doublewin.engine.autograd.PreparedWeights;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.kernel.lane.Elementwise;
import doublewin.engine.kernel.point.PerturbationBounds;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Precision;
import doublewin.nn.StateDict;
import doublewin.nn.WideResNet;
import doublewin.nn.data.Normalisation;
import doublewin.nn.optimise.MultiStepSchedule;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every stored iteration of random precision training with PGD, each from the official code's state and momentum before
 * it, so that differences do not pile up, and with the update at the official code's last perturbation.
 */
class TrainingStepGoldenTest {
    private static final int CLASSES = 10;
    private static final ThreatModel THREAT = new ThreatModel(Ball.LINF, 8);
    private static final float ALPHA = 2;
    private static final double FIRST_LOSS = 1e-3;
    private static final double FIRST_SIGNS = 0.94;
    private static final double LOGITS = 5e-3;
    private static final double LOSS = 5e-4;
    private static final double PARAMETERS = 0.012;
    private static final double PARAMETERS_AT_5_BIT_AND_LESS = 4 * PARAMETERS;
    private static final double RUNNING = 1.5e-2;
    private static final double COSINE = 0.999;

    @ParameterizedTest
    @EnumSource
    void stepsAsTheOfficialCode(Numerics numerics) throws Exception {
        try (GoldenFile golden = GoldenFile.open("wrn10-1", numerics);
                GoldenFile states = GoldenFile.open("wrn10-1-states", numerics);
                WorkerPool pool = new WorkerPool(2)) {
            int steps = 0;
            while (golden.has("step" + steps + ".x")) {
                compareStep(golden, states, steps, numerics, pool);
                steps++;
            }
            assertThat(steps).isPositive();
            golden.verify();
        }
    }

    private static void compareStep(GoldenFile golden, GoldenFile states, int step, Numerics numerics, WorkerPool pool)
            throws Exception {
        String prefix = "step" + step + ".";
        Precision precision = new Precision(Integer.parseInt(golden.metadata(prefix + "precision")));
        WideResNet network = network(golden, numerics);
        Trainer trainer = trainer(golden, network, pool);
        Map<String, Tensor> before = step == 0 ? golden.tensors("init.") : states.tensors("state" + step + ".");
        StateDict state = StateDict.of(network);
        state.load("golden", before);
        trainer.optimiser().restoreVelocities("golden", states.tensors("momentum" + step + "."));

        Tensor x = golden.batch(prefix + "x");
        int[] labels = golden.labels(prefix + "y");
        Passes passes = new Passes(network, pool);
        Tensor start = sum(pool, x, golden.batch(prefix + "delta0"));
        compareFirstAttackPass(golden, prefix, passes, start, labels, precision);

        state.load("golden", before);
        attack(golden, prefix, network, x, labels, precision, pool);
        Map<String, Tensor> afterAttack = copy(state);
        Tensor perturbed = sum(pool, x, golden.batch(prefix + "delta7"));
        compareTrainingPass(golden, prefix, passes.train(perturbed, labels, precision));

        state.load("after the attack", afterAttack);
        TrainingStep done = trainer.update(perturbed, 0, labels, precision);
        double loss = Math.abs(done.loss() - golden.scalar(prefix + "loss"));
        golden.atMost(prefix + "loss (" + precision + ")", loss, LOSS);
        boolean last = !golden.has("step" + (step + 1) + ".x");
        compareParameters(
                golden,
                prefix,
                state,
                last ? golden.tensors("final.") : states.tensors("state" + (step + 1) + "."),
                done.learningRate(),
                precision);
        if (!last) {
            compareBuffers(golden, prefix, state, states.tensors("state" + (step + 1) + "."));
        }
    }

    private static WideResNet network(GoldenFile golden, Numerics numerics) {
        return new WideResNet(
                new QuantisedParts(NormKind.SWITCHABLE, PrecisionSet.parse(golden.metadata("bits")), numerics),
                Images.SHAPE,
                Integer.parseInt(golden.metadata("depth")),
                Integer.parseInt(golden.metadata("widen_factor")),
                CLASSES);
    }

    private static Trainer trainer(GoldenFile golden, WideResNet network, WorkerPool pool) {
        MultiStepSchedule schedule = new MultiStepSchedule(
                Double.parseDouble(golden.metadata("lr")),
                Double.parseDouble(golden.metadata("momentum")),
                List.of(),
                0.1);
        TrainingSettings settings = new TrainingSettings(
                TrainingMethod.pgd(Integer.parseInt(golden.metadata("pgd_steps")), THREAT, ALPHA),
                PrecisionSet.parse(golden.metadata("bits")),
                16,
                1,
                schedule,
                Float.parseFloat(golden.metadata("weight_decay")),
                0);
        return new Trainer(network, Images.random(1), settings, pool);
    }

    private static void compareFirstAttackPass(
            GoldenFile golden, String prefix, Passes passes, Tensor x, int[] labels, Precision precision)
            throws IOException {
        Passes.Result first = passes.train(x, labels, precision);
        double loss = Math.abs(first.loss() - golden.scalar(prefix + "loss_first"));
        golden.atMost(prefix + "loss_first", loss, FIRST_LOSS);
        double signs = Difference.sameSigns(first.inputGradient(), golden.floats(prefix + "grad_first"));
        golden.atLeast(prefix + "grad_first signs", signs, FIRST_SIGNS);
    }

    private static void attack(
            GoldenFile golden,
            String prefix,
            WideResNet network,
            Tensor x,
            int[] labels,
            Precision precision,
            WorkerPool pool)
            throws IOException {
        PerturbationBounds bounds = THREAT.bounds(Normalisation.CIFAR10, ALPHA);
        TrainingAttack attack = new TrainingAttack(network, CLASSES, bounds, pool, new Arena(), new PreparedWeights());
        Tensor delta = golden.batch(prefix + "delta0");
        attack.ascend(x, labels, precision, Integer.parseInt(golden.metadata("pgd_steps")), delta);
        float[] theirs = golden.floats(prefix + "delta7");
        golden.tell(
                prefix + "delta7",
                String.format("%.3f of the values agree", Difference.same(LaneFormat.unpack(delta), theirs)));
    }

    private static void compareTrainingPass(GoldenFile golden, String prefix, Passes.Result pass) throws IOException {
        golden.atMost(prefix + "logits", Difference.largest(pass.logits(), golden.floats(prefix + "logits")), LOGITS);
        Map<String, Tensor> gradients = golden.tensors(prefix + "grad.");
        if (gradients.isEmpty()) {
            return;
        }
        double cosine = 1;
        for (Map.Entry<String, Tensor> gradient : gradients.entrySet()) {
            float[] found = pass.gradients().get(gradient.getKey());
            assertThat(found).as(gradient.getKey()).isNotNull();
            cosine = Math.min(
                    cosine, Difference.cosine(found, gradient.getValue().toArray()));
        }
        golden.atLeast(prefix + "gradients, cosine of " + gradients.size() + " tensors", cosine, COSINE);
    }

    private static void compareParameters(
            GoldenFile golden,
            String prefix,
            StateDict state,
            Map<String, Tensor> expected,
            double learningRate,
            Precision precision) {
        double largest = 0;
        for (Map.Entry<String, Tensor> parameter : state.parameters().entrySet()) {
            float[] theirs = expected.get(parameter.getKey()).toArray();
            largest = Math.max(largest, Difference.largest(parameter.getValue().toArray(), theirs));
        }
        golden.atMost(
                prefix + "parameters / learning rate",
                largest / learningRate,
                !precision.isFull() && precision.bits() <= 5 ? PARAMETERS_AT_5_BIT_AND_LESS : PARAMETERS);
    }

    private static void compareBuffers(
            GoldenFile golden, String prefix, StateDict state, Map<String, Tensor> expected) {
        double largest = 0;
        int buffers = 0;
        for (Map.Entry<String, Tensor> tensor : state.tensors().entrySet()) {
            if (!state.parameters().containsKey(tensor.getKey())) {
                float[] theirs = expected.get(tensor.getKey()).toArray();
                largest =
                        Math.max(largest, Difference.relative(tensor.getValue().toArray(), theirs));
                buffers++;
            }
        }
        assertThat(buffers).isPositive();
        golden.atMost(prefix + "running statistics and ranges", largest, RUNNING);
    }

    private static Map<String, Tensor> copy(StateDict state) {
        Map<String, Tensor> copies = new LinkedHashMap<>();
        state.tensors().forEach((name, tensor) -> copies.put(name, Tensor.of(tensor.shape(), tensor.toArray())));
        return copies;
    }

    private static Tensor sum(WorkerPool pool, Tensor x, Tensor delta) {
        Tensor sum = Tensor.zeros(x.shape());
        Elementwise.add(pool, x, delta, sum);
        return sum;
    }
}
