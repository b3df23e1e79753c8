package doublewin.dwq.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.dwq.Images;
import doublewin.dwq.PrecisionSet;
import doublewin.dwq.SmallNetwork;
import doublewin.dwq.golden.Passes;
import doublewin.dwq.quant.NormKind;
import doublewin.dwq.quant.QuantisedParts;
import doublewin.engine.autograd.AveragePoolOp;
import doublewin.engine.autograd.PreparedWeights;
import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.kernel.point.PerturbationBounds;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.NonFiniteException;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Layer;
import doublewin.nn.Linear;
import doublewin.nn.Pass;
import doublewin.nn.Precision;
import doublewin.nn.StateDict;
import doublewin.nn.StateVisitor;
import doublewin.nn.data.BatchLoader;
import doublewin.nn.data.ImageShape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingAttackTest {
    private static final int[] IDS = Images.ids(19);
    private static final ThreatModel THREAT = new ThreatModel(Ball.LINF, 8);
    private static final Precision PRECISION = new Precision(6);

    private final WorkerPool pool = new WorkerPool(2);
    private final BatchLoader loader = Images.random(19);
    private final Tensor x = Images.batch(loader, IDS);
    private final int[] labels = loader.labels(IDS);

    @AfterEach
    void close() {
        pool.close();
    }

    private static SmallNetwork network() {
        return new SmallNetwork(new QuantisedParts(NormKind.SWITCHABLE, PrecisionSet.parse("6,8"), Numerics.DIRECT), 5);
    }

    private TrainingAttack attack(SmallNetwork network, float alpha) {
        return new TrainingAttack(
                network,
                SmallNetwork.CLASSES,
                THREAT.bounds(loader.normalisation(), alpha),
                pool,
                new Arena(1 << 20),
                new PreparedWeights());
    }

    /** Alpha above epsilon, as FGSM-RS has it, and below. */
    @ParameterizedTest
    @ValueSource(floats = {10, 2, 0.5f})
    void firstStepFollowsTheGradientsSignInTrainingMode(float alpha) {
        float[] gradient =
                new Passes(network(), pool).train(x, labels, PRECISION).inputGradient();
        Tensor delta = Tensor.zeros(x.shape());
        attack(network(), alpha).ascend(x, labels, PRECISION, 1, delta);

        float[] found = LaneFormat.unpack(delta);
        float[] images = LaneFormat.unpack(x);
        PerturbationBounds bounds = THREAT.bounds(loader.normalisation(), alpha);
        int moved = 0;
        for (int i = 0; i < found.length; i++) {
            int c = channel(i);
            // Stated anew: n/255 over the deviation, in float and as PyTorch divides.
            float most = 1f / loader.normalisation().std()[c] * (float) (Math.min(alpha, 8) / 255.0);
            float step = Math.signum(gradient[i]) * most;
            float inBox = Math.max(Math.min(step, bounds.upper()[c] - images[i]), bounds.lower()[c] - images[i]);
            assertThat(found[i]).isEqualTo(inBox);
            moved += found[i] != 0 ? 1 : 0;
        }
        assertThat(moved).isPositive();
    }

    @Test
    void everyStepUpdatesRunningStatisticsAndRanges() {
        SmallNetwork attacked = network();
        attack(attacked, 0).ascend(x, labels, PRECISION, 3, Tensor.zeros(x.shape()));
        SmallNetwork expected = network();
        for (int pass = 0; pass < 3; pass++) {
            new Passes(expected, pool).forward(x, PRECISION, Pass.TRAINING);
        }
        assertThat(Images.bitsOfState(attacked))
                .isEqualTo(Images.bitsOfState(expected))
                .isNotEqualTo(Images.bitsOfState(network()));
    }

    @Test
    void gradientsThatVanishAreCountedAndMoveNothing() {
        SmallNetwork network = network();
        StateDict.of(network).tensors().get("fc.weight").fill(0);
        Tensor delta = Tensor.zeros(x.shape());
        assertThat(attack(network, 2).ascend(x, labels, PRECISION, 2, delta)).isEqualTo(IDS.length);
        assertThat(LaneFormat.unpack(delta)).containsOnly(0);
        assertThat(attack(network(), 2).ascend(x, labels, PRECISION, 2, delta)).isZero();
    }

    /** Grey images have logits of zero, whatever the weights; a sum of these is beyond a float. */
    @Test
    void gradientThatIsNotFiniteIsReported() {
        Linear classifier = new Linear(3, SmallNetwork.CLASSES);
        Tensor weight = StateDict.of(classifier).tensors().get("weight");
        weight.fill(Float.MAX_VALUE);
        for (int c = 0; c < 3; c++) {
            weight.set(c, -Float.MAX_VALUE);
        }
        TrainingAttack attack = new TrainingAttack(
                new PooledLinear(classifier),
                SmallNetwork.CLASSES,
                THREAT.bounds(loader.normalisation(), 2),
                pool,
                new Arena(1 << 20),
                new PreparedWeights());
        Tensor grey = Tensor.zeros(loader.shape(1));
        assertThatThrownBy(() -> attack.ascend(grey, new int[] {0}, PRECISION, 1, Tensor.zeros(grey.shape())))
                .isInstanceOf(NonFiniteException.class)
                .hasMessage("training attack: the input gradient of image 0 of the batch is not finite");
    }

    private record PooledLinear(Linear classifier) implements Layer {
        @Override
        public Variable forward(Tape tape, Variable input, Precision precision, Pass pass) {
            return classifier.forward(tape, AveragePoolOp.apply(tape, input, Images.SHAPE.height()), precision, pass);
        }

        @Override
        public void visit(String name, StateVisitor visitor) {
            classifier.visit(name, visitor);
        }
    }

    @Test
    void startIsUniformAndKeyedByEpochAndImage() {
        TrainingAttack attack = attack(network(), 2);
        Tensor first = Tensor.zeros(x.shape());
        Tensor second = Tensor.zeros(x.shape());
        attack.startUniform(1, 0, IDS, x, first);
        attack.startUniform(1, 1, IDS, x, second);
        assertThat(LaneFormat.unpack(first)).isNotEqualTo(LaneFormat.unpack(second));
        attack.startUniform(1, 0, IDS, x, second);
        assertThat(LaneFormat.unpack(first)).isEqualTo(LaneFormat.unpack(second));

        PerturbationBounds bounds = THREAT.bounds(loader.normalisation(), 2);
        float[] delta = LaneFormat.unpack(first);
        double sum = 0;
        double magnitude = 0;
        for (int i = 0; i < delta.length; i++) {
            float epsilon = bounds.epsilon()[channel(i)];
            assertThat(Math.abs(delta[i])).isLessThanOrEqualTo(epsilon);
            sum += delta[i] / epsilon;
            magnitude += Math.abs(delta[i] / epsilon);
        }
        // The images' mean colour is far from black and white, so that the box hardly bends the distribution.
        assertThat(sum / delta.length).isBetween(-0.05, 0.05);
        assertThat(magnitude / delta.length).isBetween(0.45, 0.52);
    }

    private static int channel(int value) {
        ImageShape shape = Images.SHAPE;
        return value / (shape.height() * shape.width()) % shape.channels();
    }
}
