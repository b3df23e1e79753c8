package doublewin.dwq.attack.query;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.LinearModel;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Workspace;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Runs attacks, and holds what they return to what every attack owes. */
final class Runs {
    private Runs() {}

    /** What an attack returns. */
    record Result(Tensor adversarial, QueryTally tally) {
        /** An image's values. */
        float[] image(int n) {
            float[] all = LaneFormat.unpack(adversarial);
            int values = all.length / tally.queries().length;
            return Arrays.copyOfRange(all, n * values, (n + 1) * values);
        }

        int fooled() {
            return (int) IntStream.range(0, tally.fooled().length)
                    .filter(n -> tally.fooled()[n])
                    .count();
        }
    }

    static <M> Result of(QueryAttack<M> attack, M model, Batch batch) {
        return of(attack, any -> model, batch, 1, 1);
    }

    static <M> Result of(QueryAttack<M> attack, Function<Workspace, M> model, Batch batch, int workers, long seed) {
        try (WorkerPool pool = new WorkerPool(workers)) {
            Workspace workspace = new Workspace(pool, new Arena(1 << 20));
            // What the memory held before must not matter.
            Arena.Mark mark = workspace.arena().mark();
            for (int i = 0; i < 8; i++) {
                workspace.arena().allocate(batch.x().shape()).fill(Float.NaN);
            }
            workspace.arena().release(mark);
            Tensor adversarial = Tensor.zeros(batch.x().shape());
            adversarial.fill(Float.NaN);
            AttackKeys keys = new AttackKeys(seed, attack.id(), 4);
            M target = model.apply(workspace);
            return new Result(adversarial, attack.perturbAndCount(target, batch, keys, workspace, adversarial));
        }
    }

    /** Fails unless images, queries and verdicts are the same in parts, in another order, and with other workers. */
    static <M> void assertIndependentOfBatch(QueryAttack<M> attack, Function<Workspace, M> model, Batch batch) {
        Result whole = of(attack, model, batch, 1, 1);
        int images = batch.images().length;
        int[] reversed = IntStream.range(0, images).map(n -> images - 1 - n).toArray();
        for (int[] part : new int[][] {reversed, {0}, {images - 1, 3}, {1, 2, 4, 5, 6}}) {
            try (WorkerPool pool = new WorkerPool(1)) {
                Batch some = batch.at(part, new Workspace(pool, new Arena(1 << 16)));
                Result result = of(attack, model, some, 2, 1);
                for (int i = 0; i < part.length; i++) {
                    assertThat(result.image(i)).as("image %d", part[i]).isEqualTo(whole.image(part[i]));
                    assertThat(result.tally().queries()[i])
                            .isEqualTo(whole.tally().queries()[part[i]]);
                    assertThat(result.tally().fooled()[i])
                            .isEqualTo(whole.tally().fooled()[part[i]]);
                }
            }
        }
        assertThat(of(attack, model, batch, 1, 2).image(0)).as("another seed").isNotEqualTo(whole.image(0));
        assertThat(whole.image(1)).isNotEqualTo(whole.image(0));
    }

    /** Fails unless every pixel is valid and every image in the ball, and some image moved as far as it may. */
    static void assertWithin(ThreatModel threat, Batch batch, Tensor adversarial) {
        double epsilon = threat.epsilon() / 255.0;
        double farthest = 0;
        for (int n = 0; n < batch.images().length; n++) {
            double[] clean = LinearModel.pixels(batch.x(), n, batch.normalisation());
            double[] shown = LinearModel.pixels(adversarial, n, batch.normalisation());
            double length = 0;
            for (int i = 0; i < clean.length; i++) {
                double change = Math.abs(shown[i] - clean[i]);
                assertThat(shown[i]).isBetween(-1e-6, 1 + 1e-6);
                length = threat.ball() == Ball.LINF ? Math.max(length, change) : Math.hypot(length, change);
            }
            assertThat(length).as("image %d", n).isLessThanOrEqualTo(epsilon + 1e-6);
            farthest = Math.max(farthest, length);
        }
        assertThat(farthest).isGreaterThan(0.99 * epsilon);
    }

    /**
     * Fails unless more queries find the same and more: with a lower limit, exactly the images are fooled that took no more
     * queries than that, by the same images.
     *
     * @param attack makes the attack with a number of queries
     */
    static <M> void assertPrefix(Function<Integer, QueryAttack<M>> attack, M model, Batch batch, int... rising) {
        int most = rising[rising.length - 1];
        Result last = of(attack.apply(most), model, batch);
        int foundEarly = 0;
        for (int queries : rising) {
            Result result = of(attack.apply(queries), model, batch);
            for (int n = 0; n < batch.images().length; n++) {
                boolean expected = last.tally().fooled()[n] && last.tally().queries()[n] <= queries;
                assertThat(result.tally().fooled()[n]).isEqualTo(expected);
                if (expected) {
                    assertThat(result.image(n)).isEqualTo(last.image(n));
                    foundEarly += queries < most ? 1 : 0;
                }
            }
        }
        assertThat(foundEarly).isPositive();
        assertThat(last.fooled())
                .isGreaterThan(of(attack.apply(rising[0]), model, batch).fooled());
    }
}
