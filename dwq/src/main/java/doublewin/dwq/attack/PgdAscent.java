package doublewin.dwq.attack;

import doublewin.engine.kernel.lane.Elementwise;
import doublewin.engine.kernel.point.LargestMagnitude;
import doublewin.engine.kernel.point.PerturbationBounds;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;

/** The steps of {@link Pgd} on one batch against one model. */
final class PgdAscent {
    private static final LogitLoss LOSS = new WhileCorrect(CrossEntropy.SUM);

    private final DifferentiableModel model;
    private final Batch batch;
    private final Workspace workspace;
    private final SignStep step;
    private final GradientFindings findings = new GradientFindings();

    PgdAscent(DifferentiableModel model, Batch batch, PerturbationBounds bounds, Workspace workspace) {
        this.model = model;
        this.batch = batch;
        this.workspace = workspace;
        this.step = new SignStep(bounds, workspace.pool(), workspace.arena());
    }

    /** What was strange about the gradients so far. */
    GradientFindings findings() {
        return findings;
    }

    /** Takes up to so many steps from a perturbation, which is overwritten. */
    void run(int steps, Tensor delta) {
        int[] active = new int[batch.images().length];
        Arrays.setAll(active, n -> n);
        for (int i = 0; i < steps && active.length > 0; i++) {
            active = move(active, delta);
        }
    }

    /**
     * One step of the images {@code active}, packed densely. Returns those of them that were still classified correctly
     * and so have moved; the others never move again, since a model's answer to an image does not change.
     */
    private int[] move(int[] active, Tensor delta) {
        Arena arena = workspace.arena();
        Arena.Mark mark = arena.mark();
        Shape all = delta.shape();
        Shape dense = Shape.lanes(active.length, all.height(), all.width(), all.channels());
        Tensor x = arena.allocate(dense);
        Tensor moved = arena.allocate(dense);
        ImageLanes.gather(workspace.pool(), batch.x(), active, x);
        ImageLanes.gather(workspace.pool(), delta, active, moved);
        int[] labels = Arrays.stream(active).map(n -> batch.labels()[n]).toArray();
        boolean[] moves = new boolean[active.length];
        float[] steepest = new float[active.length];
        step.take(model, x, labels, LOSS, moved, (logits, dx) -> {
            System.arraycopy(Classification.correct(logits, labels), 0, moves, 0, moves.length);
            LargestMagnitude.ofImages(workspace.pool(), dx, steepest);
        });
        int[] sources = positions(moves);
        int[] targets = Arrays.stream(sources).map(n -> active[n]).toArray();
        for (int n : sources) {
            findings.add(active[n], steepest[n]);
        }
        ImageLanes.scatter(workspace.pool(), moved, sources, delta, targets);
        arena.release(mark);
        return targets;
    }

    private static int[] positions(boolean[] chosen) {
        int[] positions = new int[chosen.length];
        int count = 0;
        for (int n = 0; n < chosen.length; n++) {
            if (chosen[n]) {
                positions[count++] = n;
            }
        }
        return Arrays.copyOf(positions, count);
    }

    /** The cross-entropy of each image under a perturbation. */
    float[] losses(Tensor delta) {
        Arena arena = workspace.arena();
        Arena.Mark mark = arena.mark();
        Tensor perturbed = arena.allocate(delta.shape());
        Elementwise.add(workspace.pool(), batch.x(), delta, perturbed);
        Tensor logits = arena.allocate(Shape.lanes(batch.labels().length, 1, 1, model.classes()));
        model.logits(perturbed, logits);
        float[] losses = new float[batch.labels().length];
        CrossEntropy.SUM.losses(logits, batch.labels(), losses);
        arena.release(mark);
        return losses;
    }
}
