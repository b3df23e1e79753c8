package doublewin.dwq.attack;

import doublewin.engine.kernel.point.LargestMagnitude;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The images of a batch that an attack still works on, packed densely.
 *
 * @param batch those images
 * @param threat what may be done to them
 * @param around their neighbourhoods
 * @param positions of each in the batch that was attacked first
 * @param workspace of all of it
 */
public record ActiveImages(
        Batch batch, ThreatModel threat, Neighbourhood around, int[] positions, Workspace workspace) {
    /** All images of a batch. */
    public static ActiveImages all(Batch batch, ThreatModel threat, Workspace workspace) {
        return new ActiveImages(
                batch,
                threat,
                new Neighbourhood(batch, threat, workspace.arena()),
                IntStream.range(0, batch.images().length).toArray(),
                workspace);
    }

    /** How many there are. */
    public int count() {
        return positions.length;
    }

    /** Some of them, by their position here. */
    public ActiveImages at(int[] chosen) {
        if (chosen.length == count()) {
            return this;
        }
        Batch dense = batch.at(chosen, workspace);
        return new ActiveImages(
                dense,
                threat,
                new Neighbourhood(dense, threat, workspace.arena()),
                Arrays.stream(chosen).map(n -> positions[n]).toArray(),
                workspace);
    }

    /** Positions here of those that are not done. */
    public int[] toDo(BestFound found) {
        return IntStream.range(0, count())
                .filter(n -> !found.isDone(positions[n]))
                .toArray();
    }

    /** Whether leaving those out that are done would save a block of work, at least. */
    public boolean isWorthPacking(int left) {
        return Shape.lanes(Math.max(left, 1), 1, 1, 1).blocks()
                < batch.x().shape().blocks();
    }

    /** Room for one perturbation, gradient or image of each. */
    public Tensor allocate() {
        return workspace.arena().allocate(batch.x().shape());
    }

    /**
     * Scores perturbations.
     *
     * @param objective of these images
     * @param delta perturbations of these images
     */
    public Scores score(Objective objective, Tensor delta) {
        Arena.Mark mark = workspace.arena().mark();
        Tensor shown = allocate();
        around.show(delta, shown);
        Scores scores = Scores.of(count());
        objective.evaluate(shown, scores);
        workspace.arena().release(mark);
        return scores;
    }

    /**
     * Scores perturbations, and differentiates their losses by pixels.
     *
     * @param objective of these images
     * @param delta perturbations of these images
     * @param gradient overwritten
     */
    public Scores score(DifferentiableObjective objective, Tensor delta, Tensor gradient) {
        Arena.Mark mark = workspace.arena().mark();
        Tensor shown = allocate();
        around.show(delta, shown);
        Scores scores = Scores.of(count());
        objective.gradient(shown, scores, gradient);
        around.byPixels(gradient);
        workspace.arena().release(mark);
        return scores;
    }

    /** {@link #score(Objective, Tensor)}, offered to what was found. */
    public Scores offer(Objective objective, Tensor delta, BestFound found) {
        Scores scores = score(objective, delta);
        found.offer(delta, positions, scores);
        return scores;
    }

    /** {@link #score(DifferentiableObjective, Tensor, Tensor)}, offered to what was found. */
    public Scores offer(DifferentiableObjective objective, Tensor delta, BestFound found, Tensor gradient) {
        Scores scores = score(objective, delta, gradient);
        found.offer(delta, positions, scores);
        return scores;
    }

    /** Tells of gradients that cannot be followed, of images that are not done. */
    public void tell(Tensor gradient, BestFound found, GradientFindings findings) {
        float[] steepest = new float[count()];
        LargestMagnitude.ofImages(workspace.pool(), gradient, steepest);
        for (int n = 0; n < steepest.length; n++) {
            if (!found.isDone(positions[n])) {
                findings.add(positions[n], steepest[n]);
            }
        }
    }
}
