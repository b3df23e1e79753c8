package doublewin.dwq.attack;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.function.Function;

/** Runs an attack on a batch, and looks at what comes of it. */
public final class AttackBench implements AutoCloseable {
    private final WorkerPool pool;
    private final Workspace workspace;
    private GradientFindings findings = new GradientFindings();

    public AttackBench(int workers) {
        pool = new WorkerPool(workers);
        workspace = new Workspace(pool, new Arena());
    }

    public Workspace workspace() {
        return workspace;
    }

    /** What the last attack told of gradients. */
    public GradientFindings findings() {
        return findings;
    }

    @Override
    public void close() {
        pool.close();
    }

    public <M> Tensor perturb(Attack<? super M> attack, M target, Batch batch) {
        workspace.arena().reset();
        Tensor adversarial = Tensor.zeros(batch.x().shape());
        findings = attack.perturb(target, batch, new AttackKeys(5, attack.id(), 4), workspace, adversarial);
        return adversarial;
    }

    public boolean[] correct(TargetModel model, Tensor x, int[] labels) {
        Tensor logits = Tensor.zeros(Shape.lanes(labels.length, 1, 1, model.classes()));
        model.logits(x, logits);
        return Classification.correct(logits, labels);
    }

    /** Fails unless all pixels are valid and no image is farther from its own than the threat model allows. */
    public static void assertWithin(ThreatModel threat, Batch batch, Tensor adversarial) {
        double epsilon = threat.epsilon() / 255.0;
        for (int n = 0; n < batch.images().length; n++) {
            double[] clean = LinearModel.pixels(batch.x(), n, batch.normalisation());
            double[] shown = LinearModel.pixels(adversarial, n, batch.normalisation());
            double square = 0;
            for (int i = 0; i < clean.length; i++) {
                double change = shown[i] - clean[i];
                assertThat(shown[i]).isBetween(-1e-6, 1 + 1e-6);
                if (threat.ball() == Ball.LINF) {
                    assertThat(Math.abs(change)).isLessThanOrEqualTo(epsilon + 1e-6);
                }
                square += change * change;
            }
            if (threat.ball() == Ball.L2) {
                assertThat(Math.sqrt(square)).isLessThanOrEqualTo(epsilon + 1e-6);
            }
        }
    }

    /**
     * Fails unless the attack makes the same bits of each image with other workers, in another order, and in other
     * batches.
     *
     * @param target makes what is attacked, on a workspace
     */
    public static <M> void assertIndependentOfTheBatch(
            Attack<? super M> attack, Function<Workspace, M> target, Batch batch) {
        float[][] whole;
        try (AttackBench bench = new AttackBench(2)) {
            whole = images(bench.perturb(attack, target.apply(bench.workspace()), batch));
        }
        int images = batch.images().length;
        try (AttackBench bench = new AttackBench(1)) {
            M again = target.apply(bench.workspace());
            int[] reversed = new int[images];
            Arrays.setAll(reversed, n -> images - 1 - n);
            float[][] backwards = images(bench.perturb(attack, again, batch.at(reversed, fresh(bench))));
            for (int n = 0; n < images; n++) {
                assertThat(backwards[images - 1 - n]).isEqualTo(whole[n]);
            }
            for (int[] part : new int[][] {{0}, {images - 1, 3}, {1, 2, 4}}) {
                float[][] few = images(bench.perturb(attack, again, batch.at(part, fresh(bench))));
                for (int i = 0; i < part.length; i++) {
                    assertThat(few[i]).isEqualTo(whole[part[i]]);
                }
            }
        }
    }

    /** Memory of its own, which perturb does not take back. */
    private static Workspace fresh(AttackBench bench) {
        return new Workspace(bench.pool, new Arena());
    }

    private static float[][] images(Tensor x) {
        Shape shape = x.shape();
        float[][] images = new float[shape.images()][shape.height() * shape.width() * shape.channels()];
        for (int n = 0; n < images.length; n++) {
            double[] pixels = LinearModel.values(x, n);
            for (int i = 0; i < pixels.length; i++) {
                images[n][i] = (float) pixels[i];
            }
        }
        return images;
    }
}
