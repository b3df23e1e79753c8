package doublewin.dwq.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.dwq.Images;
import doublewin.dwq.PrecisionMixture;
import doublewin.dwq.PrecisionSet;
import doublewin.dwq.SmallNetwork;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.quant.NormKind;
import doublewin.dwq.quant.QuantisedParts;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.random.Purpose;
import doublewin.engine.random.RandomKey;
import doublewin.engine.random.RandomStream;
import doublewin.engine.tensor.NonFiniteException;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Precision;
import doublewin.nn.StateDict;
import doublewin.nn.data.BatchLoader;
import doublewin.nn.optimise.MultiStepSchedule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {
    private static final ThreatModel THREAT = new ThreatModel(Ball.LINF, 8);
    private static final float ALPHA = 4;
    private static final int IMAGES = 43;
    private static final int BATCH = 18;
    private static final int EPOCHS = 2;

    private final BatchLoader loader = Images.random(IMAGES);
    private final List<WorkerPool> pools = new ArrayList<>();

    @AfterEach
    void close() {
        pools.forEach(WorkerPool::close);
    }

    private WorkerPool pool(int workers) {
        pools.add(new WorkerPool(workers));
        return pools.getLast();
    }

    private static TrainingSettings settings(TrainingMethod method, String precisions, double rate) {
        MultiStepSchedule schedule = new MultiStepSchedule(rate, 0.9, List.of(0.5), 0.1);
        return new TrainingSettings(method, PrecisionSet.parse(precisions), BATCH, EPOCHS, schedule, 5e-4f, 9);
    }

    private static SmallNetwork network(String precisions) {
        return new SmallNetwork(
                new QuantisedParts(NormKind.SWITCHABLE, PrecisionSet.parse(precisions), Numerics.DIRECT), 2);
    }

    private record Run(List<TrainingStep> steps, float[] state) {}

    private Run run(TrainingMethod method, String precisions, int workers) {
        SmallNetwork network = network(precisions);
        Trainer trainer = new Trainer(network, loader, settings(method, precisions, 0.05), pool(workers));
        List<TrainingStep> steps = new ArrayList<>();
        while (!trainer.isFinished()) {
            steps.add(trainer.step());
        }
        return new Run(steps, Images.bitsOfState(network));
    }

    @Test
    void numberOfWorkersChangesNoBit() {
        Run one = run(TrainingMethod.pgd(2, THREAT, ALPHA), "4..8", 1);
        for (int workers = 2; workers <= 3; workers++) {
            Run several = run(TrainingMethod.pgd(2, THREAT, ALPHA), "4..8", workers);
            assertThat(several.steps()).isEqualTo(one.steps());
            assertThat(several.state()).isEqualTo(one.state());
        }
    }

    static List<TrainingMethod> methods() {
        return List.of(
                TrainingMethod.plain(),
                TrainingMethod.fgsm(THREAT, ALPHA),
                TrainingMethod.fgsmRandomStart(THREAT, ALPHA),
                TrainingMethod.pgd(2, THREAT, ALPHA));
    }

    /** By every method: a trainer that goes on has memory in which nothing stood before. */
    @ParameterizedTest
    @MethodSource("methods")
    void stoppedAndResumedEqualsUninterrupted(TrainingMethod method) throws Exception {
        Run whole = run(method, "4..8", 2);

        SmallNetwork stopped = network("4..8");
        Trainer first = new Trainer(stopped, loader, settings(method, "4..8", 0.05), pool(2));
        for (int i = 0; i < 4; i++) {
            first.step();
        }
        Map<String, Tensor> velocities = new LinkedHashMap<>();
        first.optimiser()
                .velocities()
                .forEach((name, velocity) -> velocities.put(name, Tensor.of(velocity.shape(), velocity.toArray())));

        SmallNetwork resumed = network("4..8");
        StateDict.of(resumed).load("the stopped run", Images.copyOfState(stopped));
        Trainer second = new Trainer(resumed, loader, settings(method, "4..8", 0.05), pool(2));
        second.optimiser().restoreVelocities("the stopped run", velocities);
        second.moveTo(first.position());
        List<TrainingStep> rest = new ArrayList<>();
        while (!second.isFinished()) {
            rest.add(second.step());
        }
        assertThat(rest).isEqualTo(whole.steps().subList(4, whole.steps().size()));
        assertThat(Images.bitsOfState(resumed)).isEqualTo(whole.state());
    }

    /** Nothing of the steps before stays in a trainer but what its caller restores. */
    @Test
    void aTrainerThatIsMovedBackTrainsTheSameAgain() throws Exception {
        SmallNetwork network = network("4..8");
        Map<String, Tensor> initial = Images.copyOfState(network);
        Trainer trainer =
                new Trainer(network, loader, settings(TrainingMethod.fgsm(THREAT, ALPHA), "4..8", 0.05), pool(2));
        List<TrainingStep> first = List.of(trainer.step(), trainer.step());
        StateDict.of(network).load("the beginning", initial);
        trainer.optimiser().restoreVelocities("the beginning", Map.of());
        trainer.moveTo(TrainingPosition.START);
        assertThat(List.of(trainer.step(), trainer.step())).isEqualTo(first);
    }

    @Test
    void everyEpochVisitsAllImagesAndTheSmallerLastBatch() {
        Run run = run(TrainingMethod.plain(), "8", 2);
        assertThat(run.steps()).extracting(TrainingStep::epoch).containsExactly(0, 0, 0, 1, 1, 1);
        assertThat(run.steps()).extracting(TrainingStep::iteration).containsExactly(0, 1, 2, 0, 1, 2);
        assertThat(run.steps()).extracting(TrainingStep::images).containsExactly(18, 18, 7, 18, 18, 7);
        assertThat(run.steps())
                .extracting(TrainingStep::learningRate)
                .containsExactly(0.05f, 0.05f, 0.05f, 0.005f, 0.005f, 0.005f);
    }

    @ParameterizedTest
    @ValueSource(strings = {"full", "8"})
    void setOfOneElementIsTrainingAtThatPrecision(String precisions) {
        Precision only = PrecisionSet.parse(precisions).get(0);
        Run run = run(TrainingMethod.fgsm(THREAT, ALPHA), precisions, 2);
        assertThat(run.steps()).extracting(TrainingStep::precision).containsOnly(only);
    }

    @Test
    void precisionsAreDrawnUniformlyBothEndsIncluded() {
        Trainer trainer =
                new Trainer(network("4..16"), loader, settings(TrainingMethod.plain(), "4..16", 0.1), pool(1));
        int draws = 13 * 400;
        int[] counts = new int[17];
        for (int i = 0; i < draws; i++) {
            counts[trainer.precisionOf(new TrainingPosition(i / 100, i % 100)).bits()]++;
        }
        for (int bits = 4; bits <= 16; bits++) {
            // 400 expected, with a standard deviation of 19.
            assertThat(counts[bits]).as(bits + " bit").isBetween(310, 490);
        }
    }

    /** Trained weights stand on uniform draws; others are a function of the same numbers. */
    @Test
    void precisionsAreDrawnByTheirWeights() {
        TrainingSettings uniform = settings(TrainingMethod.plain(), "4,8", 0.1);
        PrecisionMixture mixture = new PrecisionMixture(PrecisionSet.parse("4,8"), List.of(0.125, 0.875));
        TrainingSettings weighted = new TrainingSettings(
                uniform.method(), mixture, BATCH, EPOCHS, uniform.schedule(), 5e-4f, uniform.seed());
        Trainer before = new Trainer(network("4,8"), loader, uniform, pool(1));
        Trainer trainer = new Trainer(network("4,8"), loader, weighted, pool(1));
        int low = 0;
        for (int i = 0; i < 800; i++) {
            TrainingPosition position = new TrainingPosition(i / 100, i % 100);
            RandomKey key = RandomKey.of(uniform.seed(), Purpose.PRECISION)
                    .withEpoch(i / 100)
                    .withStep(i % 100);
            assertThat(before.precisionOf(position).bits()).isEqualTo(new RandomStream(key).below(2) == 0 ? 4 : 8);
            assertThat(trainer.precisionOf(position).bits())
                    .isEqualTo(new RandomStream(key).uniform() < 0.125f ? 4 : 8);
            low += trainer.precisionOf(position).bits() == 4 ? 1 : 0;
        }
        // 100 expected, with a standard deviation of 9.
        assertThat(low).isBetween(60, 140);
        assertThat(trainer.step().precision()).isEqualTo(trainer.precisionOf(TrainingPosition.START));
    }

    @Test
    void perturbationLowersTheAccuracyThatTrainingSees() {
        Run plain = run(TrainingMethod.plain(), "8", 2);
        Run perturbed = run(TrainingMethod.pgd(3, THREAT, ALPHA), "8", 2);
        assertThat(perturbed.steps().getFirst().loss())
                .isGreaterThan(plain.steps().getFirst().loss());
        assertThat(plain.steps().getLast().loss())
                .isLessThan(plain.steps().getFirst().loss());
    }

    @Test
    void branchesUsedBeforeMoveOnAndOthersRest() {
        SmallNetwork network = network("4..16");
        Trainer trainer = new Trainer(network, loader, settings(TrainingMethod.plain(), "4..16", 0.05), pool(2));
        Map<String, Tensor> state = StateDict.of(network).tensors();
        Set<Integer> used = new HashSet<>();
        int inactiveMoves = 0;
        while (!trainer.isFinished()) {
            Map<String, Tensor> before = Images.copyOfState(network);
            int active = trainer.step().precision().bits() - 4;
            for (int k = 0; k <= 12; k++) {
                String name = "bn1.bn." + k + ".weight";
                boolean moved = !Arrays.equals(
                        before.get(name).toArray(), state.get(name).toArray());
                assertThat(moved).as(name).isEqualTo(k == active || used.contains(k));
                inactiveMoves += moved && k != active ? 1 : 0;
            }
            assertThat(state.get("bn1.weight").toArray())
                    .as("unused outer tensor")
                    .containsOnly(1f);
            used.add(active);
        }
        assertThat(inactiveMoves).isPositive();
    }

    @Test
    void divergenceIsReportedWithItsPlace() {
        SmallNetwork network = network("full");
        StateDict.of(network).tensors().get("fc.weight").fill(Float.MAX_VALUE);
        Trainer trainer = new Trainer(network, loader, settings(TrainingMethod.plain(), "full", 0.1), pool(1));
        assertThatThrownBy(trainer::step)
                .isInstanceOf(NonFiniteException.class)
                .hasMessageStartingWith("training: it diverged at epoch 0, iteration 0, full; try a lower");
    }

    /** The loss was finite, and a checkpoint of what came of it would be spoilt. */
    @Test
    void updateThatSpoilsAParameterIsReportedWithItsName() {
        SmallNetwork network = network("full");
        Trainer trainer = new Trainer(network, loader, settings(TrainingMethod.plain(), "full", 100), pool(1));
        Tensor velocity = Tensor.zeros(
                StateDict.of(network).parameters().get("conv2.weight").shape());
        velocity.set(5, Float.MAX_VALUE);
        assertThatCode(() -> trainer.optimiser().restoreVelocities("test", Map.of("conv2.weight", velocity)))
                .doesNotThrowAnyException();
        assertThatThrownBy(trainer::step)
                .isInstanceOf(NonFiniteException.class)
                .hasMessageStartingWith("training: it diverged at epoch 0, iteration 0, full; try a lower")
                .hasMessageContaining("(after the update, conv2.weight: ")
                .hasMessageContaining("-Infinity");
        assertThat(trainer.position()).isEqualTo(TrainingPosition.START);
    }

    @Test
    void nothingOfASpoiltNetworkStaysForTheOneRestored() throws Exception {
        SmallNetwork network = network("8");
        Map<String, Tensor> initial = Images.copyOfState(network);
        Trainer trainer = new Trainer(network, loader, settings(TrainingMethod.plain(), "8", 0.05), pool(2));
        // Finite, so that the forward pass prepares all weights before it meets logits that are not.
        StateDict.of(network).tensors().get("conv2.weight").fill(3);
        StateDict.of(network).tensors().get("fc.weight").fill(Float.MAX_VALUE);
        assertThatThrownBy(trainer::step).isInstanceOf(NonFiniteException.class);
        StateDict.of(network).load("the beginning", initial);
        TrainingStep found = trainer.step();

        SmallNetwork fresh = network("8");
        assertThat(found)
                .isEqualTo(new Trainer(fresh, loader, settings(TrainingMethod.plain(), "8", 0.05), pool(2)).step());
        assertThat(Images.bitsOfState(network)).isEqualTo(Images.bitsOfState(fresh));
    }

    @Test
    void imagesWhoseGradientVanishesAreCounted() {
        SmallNetwork network = network("8");
        TrainingSettings settings = settings(TrainingMethod.fgsm(THREAT, ALPHA), "8", 0.05);
        assertThat(new Trainer(network, loader, settings, pool(2)).step().vanished())
                .isZero();
        StateDict.of(network).tensors().get("fc.weight").fill(0);
        assertThat(new Trainer(network, loader, settings, pool(2)).step().vanished())
                .isEqualTo(BATCH);
    }

    @Test
    void positionsOutsideTheRunAreRefused() {
        Trainer trainer = new Trainer(network("8"), loader, settings(TrainingMethod.plain(), "8", 0.1), pool(1));
        assertThat(trainer.totalIterations()).isEqualTo(6);
        assertThat(trainer.iterationsAnEpoch()).isEqualTo(3);
        assertThatThrownBy(() -> trainer.moveTo(new TrainingPosition(0, 3)))
                .hasMessage("training: there is no epoch 0, iteration 3 in 2 epochs of 3 iterations");
        assertThatThrownBy(() -> trainer.moveTo(new TrainingPosition(2, 1))).hasMessageContaining("epoch 2");
        assertThatThrownBy(() -> trainer.moveTo(new TrainingPosition(-1, 0))).hasMessageContaining("epoch -1");
        assertThatThrownBy(() -> trainer.moveTo(new TrainingPosition(0, -1))).hasMessageContaining("iteration -1");
        trainer.moveTo(TrainingPosition.START);
        assertThat(trainer.iterationsDone()).isZero();
        trainer.moveTo(new TrainingPosition(2, 0));
        assertThat(trainer.isFinished()).isTrue();
        assertThatThrownBy(trainer::step)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("all 2 epochs");
    }
}
