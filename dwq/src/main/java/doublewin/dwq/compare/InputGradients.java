package doublewin.dwq.compare;

import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.Classification;
import doublewin.dwq.attack.CrossEntropy;
import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.attack.ImageValues;
import doublewin.dwq.attack.Workspace;
import doublewin.engine.kernel.point.LargestMagnitude;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The gradients of the cross-entropy by clean images, at each precision.
 *
 * @param values [precision][image][value], by normalised values
 * @param correct [precision][image] whether it is classified correctly
 * @param findings [precision] what is strange about them
 */
record InputGradients(float[][][] values, boolean[][] correct, List<GradientFindings> findings) {
    static InputGradients of(
            List<? extends DifferentiableModel> models, Batch batch, Workspace workspace, Runnable afterEach) {
        float[][][] values = new float[models.size()][][];
        boolean[][] correct = new boolean[models.size()][];
        List<GradientFindings> findings =
                models.stream().map(model -> new GradientFindings()).toList();
        for (int q = 0; q < models.size(); q++) {
            Arena.Mark mark = workspace.arena().mark();
            int images = batch.images().length;
            Tensor logits = workspace
                    .arena()
                    .allocate(Shape.lanes(images, 1, 1, models.get(q).classes()));
            Tensor dx = workspace.arena().allocate(batch.x().shape());
            models.get(q).gradient(batch.x(), batch.labels(), CrossEntropy.SUM, logits, dx);
            correct[q] = Classification.correct(logits, batch.labels());
            float[] largest = new float[images];
            LargestMagnitude.ofImages(workspace.pool(), dx, largest);
            values[q] = new float[images][];
            for (int n = 0; n < images; n++) {
                findings.get(q).add(n, largest[n]);
                values[q][n] = ImageValues.read(dx, n);
            }
            workspace.arena().release(mark);
            afterEach.run();
        }
        return new InputGradients(values, correct, findings);
    }

    /** Images with a direction at every precision. */
    int[] directed() {
        return positions(n -> findings.stream().noneMatch(found -> found.vanished(n) || found.notFinite(n)));
    }

    /** Images that every precision has right. */
    int[] right() {
        return positions(n -> Arrays.stream(correct).allMatch(precision -> precision[n]));
    }

    int[] counts(FindingTest finding) {
        return findings.stream()
                .mapToInt(found -> positions(n -> finding.holds(found, n)).length)
                .toArray();
    }

    /** Whether something was found of an image. */
    @FunctionalInterface
    interface FindingTest {
        boolean holds(GradientFindings found, int image);
    }

    /** How alike the gradients by pixels of some images are. */
    Alignments alignments(int[] images, float[] std) {
        double[] units = new double[std.length];
        Arrays.setAll(units, c -> 1.0 / std[c]);
        float[][][] some = new float[values.length][][];
        Arrays.setAll(
                some, q -> Arrays.stream(images).mapToObj(n -> values[q][n]).toArray(float[][]::new));
        return Alignments.of(some, some, images.length, units);
    }

    private int[] positions(IntPredicate chosen) {
        return IntStream.range(0, correct[0].length).filter(chosen).toArray();
    }
}
