package doublewin.dwq.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.dwq.Images;
import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.quant.NormKind;
import doublewin.dwq.quant.QuantisedParts;
import doublewin.dwq.train.PoisonedParts.Direction;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.random.Purpose;
import doublewin.engine.random.RandomKey;
import doublewin.engine.random.RandomStream;
import doublewin.engine.tensor.NonFiniteException;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Initialisation;
import doublewin.nn.Layer;
import doublewin.nn.NetworkParts;
import doublewin.nn.PreActResNet18;
import doublewin.nn.StateDict;
import doublewin.nn.StateMismatchException;
import doublewin.nn.WideResNet;
import doublewin.nn.data.Augmentation;
import doublewin.nn.data.BatchLoader;
import doublewin.nn.data.ImageSet;
import doublewin.nn.data.ImageShape;
import doublewin.nn.data.Normalisation;
import doublewin.nn.optimise.MultiStepSchedule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A NaN or an infinity, wherever it gets into a training step, ends that very step, which names layer and tensor; and from what
 * was saved before it training goes on to the same bits.
 */
class PoisonTest {
    private static final ImageShape SHAPE = new ImageShape(8, 8, 3);
    private static final int CLASSES = 5;
    private static final int IMAGES = 40;
    private static final PrecisionSet SET = PrecisionSet.parse("4,8");
    private static final float[] POISONS = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
    private static final List<TrainingMethod> METHODS = List.of(
            TrainingMethod.plain(),
            TrainingMethod.fgsmRandomStart(new ThreatModel(Ball.LINF, 8), 10),
            TrainingMethod.pgd(2, new ThreatModel(Ball.LINF, 8), 4));

    private final WorkerPool pool = new WorkerPool(1);

    @AfterEach
    void close() {
        pool.close();
    }

    /** Every third tensor, by each of the four another one; poisons and methods take turns. */
    @ParameterizedTest
    @CsvSource({"SWITCHABLE, DIRECT", "SWITCHABLE, WINOGRAD", "ORDINARY, DIRECT", "ORDINARY, WINOGRAD"})
    void inATensorOfTheNetwork(NormKind norm, Numerics numerics) throws StateMismatchException {
        List<Training> trainings = trainings(norm, numerics, PoisonTest::wideResNet);
        int turn = norm.ordinal() + 2 * numerics.ordinal();
        List<String> names = List.copyOf(trainings.getFirst().tensors().keySet());
        for (int i = turn % 3; i < names.size(); i += 3) {
            Training training = trainings.get(turn % METHODS.size());
            training.poisonTensor(names.get(i), POISONS[turn / METHODS.size() % POISONS.length]);
            turn++;
        }
        assertThat(names.size()).isGreaterThan(50);
    }

    /** After every part; poisons and methods take turns. */
    @ParameterizedTest
    @CsvSource({"SWITCHABLE, DIRECT", "SWITCHABLE, WINOGRAD", "ORDINARY, DIRECT", "ORDINARY, WINOGRAD"})
    void inAnActivationAndInAGradient(NormKind norm, Numerics numerics) throws StateMismatchException {
        List<Training> trainings = trainings(norm, numerics, PoisonTest::wideResNet);
        int turn = norm.ordinal() + 2 * numerics.ordinal();
        for (int part = 0; part < WIDE_RES_NET_LAYERS.size(); part++) {
            for (Direction direction : Direction.values()) {
                Training training = trainings.get(turn % METHODS.size());
                training.poisonPart(part, direction, POISONS[turn / METHODS.size() % POISONS.length]);
                turn++;
            }
        }
    }

    /** All poisons by all methods. */
    @Tag("long")
    @ParameterizedTest
    @CsvSource({"SWITCHABLE, DIRECT", "SWITCHABLE, WINOGRAD", "ORDINARY, DIRECT", "ORDINARY, WINOGRAD"})
    void everywhere(NormKind norm, Numerics numerics) throws StateMismatchException {
        int injected = 0;
        for (Training training : trainings(norm, numerics, PoisonTest::wideResNet)) {
            for (float poison : POISONS) {
                for (String name : training.tensors().keySet()) {
                    training.poisonTensor(name, poison);
                    injected++;
                }
                for (int part = 0; part < WIDE_RES_NET_LAYERS.size(); part++) {
                    training.poisonPart(part, Direction.FORWARD, poison);
                    training.poisonPart(part, Direction.BACKWARD, poison);
                    injected += 2;
                }
            }
        }
        System.out.println("poisoned " + norm + " " + numerics + ": " + injected + " caught");
    }

    @Tag("long")
    @Test
    void inATensorOfAPreActResNet18() throws StateMismatchException {
        List<Training> trainings = trainings(NormKind.SWITCHABLE, Numerics.WINOGRAD, PoisonTest::preActResNet18);
        int turn = 0;
        for (String name : trainings.getFirst().tensors().keySet()) {
            trainings.get(turn % METHODS.size()).poisonTensor(name, POISONS[turn / METHODS.size() % POISONS.length]);
            turn++;
        }
        System.out.println("poisoned PreActResNet18: " + turn + " caught");
    }

    @Test
    void aLossBeyondFloatsRange() throws StateMismatchException {
        Training training = trainings(NormKind.ORDINARY, Numerics.DIRECT, PoisonTest::wideResNet)
                .getFirst();
        training.tensors().get("fc.weight").fill(0);
        training.tensors().get("fc.bias").copyFrom(new float[] {-3e38f, 3e38f, -3e38f, -3e38f, -3e38f});
        training.assertCaught("forward pass, layer fc: cross-entropy: the loss of image ");
    }

    private static Layer wideResNet(NetworkParts parts) {
        return new WideResNet(parts, SHAPE, 10, 1, CLASSES);
    }

    private static Layer preActResNet18(NetworkParts parts) {
        return new PreActResNet18(parts, SHAPE, CLASSES);
    }

    /**
     * The parts of a WRN-10 in the order of its forward pass: the layer that meets first what comes out of the part before,
     * and the layer that a gradient passes first that comes from behind the part.
     */
    private static final List<String[]> WIDE_RES_NET_LAYERS = List.of(
            new String[] {"the images", "conv1"},
            new String[] {"layer block1.layer.0.bn1", "block1.layer.0.conv1"},
            new String[] {"layer block1.layer.0.bn2", "block1.layer.0.conv2"},
            new String[] {"layer block2.layer.0.bn1", "block2.layer.0.conv1"},
            new String[] {"layer block2.layer.0.bn2", "block2.layer.0.conv2"},
            new String[] {"layer block3.layer.0.bn1", "block3.layer.0.conv1"},
            new String[] {"layer block3.layer.0.bn2", "block3.layer.0.conv2"},
            new String[] {"layer bn1", "bn1"},
            new String[] {"layer fc", "bn1"},
            new String[] {"layer fc", "fc"});

    private List<Training> trainings(NormKind norm, Numerics numerics, Function<NetworkParts, Layer> build)
            throws StateMismatchException {
        List<Training> trainings = new ArrayList<>();
        for (TrainingMethod method : METHODS) {
            trainings.add(new Training(method, new PoisonedParts(new QuantisedParts(norm, SET, numerics)), build));
        }
        return trainings;
    }

    /** A training that has gone some way, what was saved there, and what the next step makes of it. */
    private final class Training {
        private final PoisonedParts parts;
        private final Layer network;
        private final Trainer trainer;
        private final Map<String, Tensor> saved;
        private final Map<String, Tensor> savedVelocities = new LinkedHashMap<>();
        private final TrainingPosition position;
        private final TrainingStep next;
        private final float[] after;

        Training(TrainingMethod method, PoisonedParts parts, Function<NetworkParts, Layer> build)
                throws StateMismatchException {
            this.parts = parts;
            network = build.apply(parts);
            Initialisation.WIDE_RES_NET.apply(network, 1);
            TrainingSettings settings =
                    new TrainingSettings(method, SET, 20, 10, new MultiStepSchedule(0.01, 0.9, List.of(), 1), 5e-4f, 1);
            trainer = new Trainer(network, loader(), settings, pool);
            trainer.step();
            trainer.step();
            saved = Images.copyOfState(network);
            trainer.optimiser()
                    .velocities()
                    .forEach((name, tensor) -> savedVelocities.put(name, Tensor.of(tensor.shape(), tensor.toArray())));
            position = trainer.position();
            next = trainer.step();
            after = Images.bitsOfState(network);
            restore();
        }

        Map<String, Tensor> tensors() {
            return StateDict.of(network).tensors();
        }

        void poisonTensor(String name, float poison) throws StateMismatchException {
            Tensor tensor = tensors().get(name);
            tensor.set(tensor.elements() / 2, poison);
            assertCaught(name + ": range: found ");
        }

        void poisonPart(int part, Direction direction, float poison) throws StateMismatchException {
            assertThat(parts.count()).isEqualTo(WIDE_RES_NET_LAYERS.size());
            parts.poison(part, direction, poison);
            assertCaught(
                    direction == Direction.BACKWARD
                            ? "gradient of " + WIDE_RES_NET_LAYERS.get(part)[1] + "."
                            : "forward pass, "
                                    + WIDE_RES_NET_LAYERS.get(Math.min(part + 1, WIDE_RES_NET_LAYERS.size() - 1))[0]);
        }

        /** In this step, named, the position as it was; and what was saved leads to what it led to. */
        void assertCaught(String named) throws StateMismatchException {
            assertThatThrownBy(trainer::step)
                    .isInstanceOf(NonFiniteException.class)
                    .hasMessageStartingWith("training: it diverged at epoch 1, iteration 0, ")
                    .hasMessageContaining(named);
            assertThat(trainer.position()).isEqualTo(position);
            parts.heal();
            restore();
            assertThat(trainer.step()).as("after " + named).isEqualTo(next);
            assertThat(Images.bitsOfState(network)).as("after " + named).isEqualTo(after);
            restore();
        }

        private void restore() throws StateMismatchException {
            StateDict.of(network).load("what was saved", saved);
            trainer.optimiser().restoreVelocities("what was saved", savedVelocities);
            trainer.moveTo(position);
        }
    }

    private static BatchLoader loader() {
        RandomStream random = new RandomStream(RandomKey.of(1, Purpose.EMBEDDED_DATA));
        byte[] pixels = new byte[IMAGES * SHAPE.bytes()];
        int[] labels = new int[IMAGES];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) random.below(256);
        }
        for (int n = 0; n < IMAGES; n++) {
            labels[n] = n % CLASSES;
        }
        return new BatchLoader(
                new ImageSet("noise", SHAPE, CLASSES, pixels, labels),
                Normalisation.CIFAR10,
                Augmentation.Rule.CROP_AND_FLIP);
    }
}
