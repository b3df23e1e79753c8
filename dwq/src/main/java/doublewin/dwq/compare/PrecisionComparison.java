package doublewin.dwq.compare;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.Attack;
import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.Classification;
import doublewin.dwq.attack.CrossEntropy;
import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.attack.ImageValues;
import doublewin.dwq.attack.Workspace;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Compares the precisions of a network as an attacker sees them. What an attack draws is keyed by its precision, as it is in
 * the transfer matrix, so that the adversarial examples of two precisions differ by precision and by random start. What the
 * start alone is worth is told by two seeds of one precision: the diagonals. What is found of an image depends on no other
 * image.
 */
public final class PrecisionComparison {
    private static final int PARTS_A_PRECISION = 3;

    private final PrecisionSet precisions;
    private final List<? extends DifferentiableModel> models;
    private final Attack<? super DifferentiableModel> attack;
    private final long seed;
    private final long otherSeed;
    private final Workspace workspace;

    /**
     * A comparison.
     *
     * @param models one a precision, on the workspace
     * @param attack that makes the adversarial examples
     * @param seed of all that it draws
     * @param otherSeed of all that it draws the second time
     */
    public PrecisionComparison(
            PrecisionSet precisions,
            List<? extends DifferentiableModel> models,
            Attack<? super DifferentiableModel> attack,
            long seed,
            long otherSeed,
            Workspace workspace) {
        if (models.size() != precisions.size() || precisions.size() < 2) {
            throw new IllegalArgumentException("comparison: " + models.size() + " models at the precisions "
                    + precisions + ", expected one each, of at least two");
        }
        this.precisions = precisions;
        this.models = List.copyOf(models);
        this.attack = attack;
        this.seed = seed;
        this.otherSeed = otherSeed;
        this.workspace = workspace;
    }

    /** In how many parts a batch is done. */
    public int parts() {
        return PARTS_A_PRECISION * precisions.size();
    }

    /**
     * Compares the precisions on some images.
     *
     * @param afterEach is run after each part; may throw to stop
     */
    public Comparison of(Batch batch, Runnable afterEach) {
        Arena.Mark mark = workspace.arena().mark();
        InputGradients gradients = InputGradients.of(models, batch, workspace, afterEach);
        float[] std = batch.normalisation().std();
        int[] right = gradients.right();
        int size = precisions.size();
        Alignments perturbations = new Alignments(PairValues.zeros(size, 0), PairValues.zeros(size, 0));
        Segments segments = Segments.zeros(size, 0);
        if (right.length > 0) {
            Batch attacked = batch.at(right, workspace);
            Tensor[] own = new Tensor[size];
            Tensor[] twins = new Tensor[size];
            for (int q = 0; q < size; q++) {
                own[q] = craft(q, attacked, seed);
                twins[q] = craft(q, attacked, otherSeed);
                afterEach.run();
            }
            double[] units =
                    IntStream.range(0, std.length).mapToDouble(c -> std[c]).toArray();
            perturbations = Alignments.of(changes(attacked, own), changes(attacked, twins), right.length, units);
            segments = segments(attacked, own, twins, afterEach);
        } else {
            IntStream.range(size, parts()).forEach(part -> afterEach.run());
        }
        workspace.arena().release(mark);
        return new Comparison(
                batch.images().length,
                gradients.counts(GradientFindings::vanished),
                gradients.counts(GradientFindings::notFinite),
                gradients.alignments(gradients.directed(), std),
                perturbations,
                segments);
    }

    private Tensor craft(int q, Batch batch, long drawnBy) {
        Tensor adversarial = workspace.arena().allocate(batch.x().shape());
        AttackKeys keys = new AttackKeys(drawnBy, attack.id(), precisions.get(q));
        attack.perturb(models.get(q), batch, keys, workspace, adversarial);
        return adversarial;
    }

    /** By how much adversarial images differ from their own: [precision][image][value]. */
    private static float[][][] changes(Batch batch, Tensor[] adversarial) {
        float[][][] changes = new float[adversarial.length][batch.images().length][];
        for (int n = 0; n < batch.images().length; n++) {
            float[] clean = ImageValues.read(batch.x(), n);
            for (int q = 0; q < adversarial.length; q++) {
                float[] change = ImageValues.read(adversarial[q], n);
                for (int i = 0; i < change.length; i++) {
                    change[i] -= clean[i];
                }
                changes[q][n] = change;
            }
        }
        return changes;
    }

    private Segments segments(Batch batch, Tensor[] own, Tensor[] twins, Runnable afterEach) {
        int images = batch.images().length;
        Segments segments = Segments.zeros(own.length, images);
        Arena.Mark mark = workspace.arena().mark();
        Tensor x = workspace.arena().allocate(batch.x().shape());
        Tensor logits = workspace
                .arena()
                .allocate(Shape.lanes(images, 1, 1, models.getFirst().classes()));
        float[] losses = new float[images];
        for (int row = 0; row < own.length; row++) {
            for (int column = 0; column < own.length; column++) {
                Tensor end = row == column ? twins[column] : own[column];
                for (int point = 0; point < Segments.POINTS; point++) {
                    Segments.place(own[row], end, point, x);
                    models.get(row).logits(x, logits);
                    CrossEntropy.SUM.losses(logits, batch.labels(), losses);
                    boolean[] correct = Classification.correct(logits, batch.labels());
                    double[] loss = segments.losses().get(point).values()[row][column];
                    double[] share = segments.correct().get(point).values()[row][column];
                    Arrays.setAll(loss, n -> losses[n]);
                    Arrays.setAll(share, n -> correct[n] ? 1 : 0);
                }
            }
            afterEach.run();
        }
        workspace.arena().release(mark);
        return segments;
    }
}
