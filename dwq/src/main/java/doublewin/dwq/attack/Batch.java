package doublewin.dwq.attack;

import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.data.BatchLoader;
import doublewin.nn.data.Normalisation;
import java.util.Arrays;

/**
 * Images to perturb.
 *
 * @param images ids, which key all that is random
 * @param x normalised images in lane format; not to be changed
 * @param labels the true class of each
 * @param normalisation that made {@code x} from pixels: threat models speak of pixels
 */
public record Batch(int[] images, Tensor x, int[] labels, Normalisation normalisation) {
    /** Checks that there is an id and a label for each image. */
    public Batch {
        int found = x.shape().images();
        if (images.length != found || labels.length != found) {
            throw new IllegalArgumentException("batch: " + found + " images with " + images.length + " ids and "
                    + labels.length + " labels, expected one of each an image");
        }
    }

    /** Images of a loader by their ids, in memory of their own. */
    public static Batch of(BatchLoader loader, int... ids) {
        Tensor x = Tensor.zeros(loader.shape(ids.length));
        loader.load(ids, x);
        return new Batch(ids, x, loader.labels(ids), loader.normalisation());
    }

    /** Some of the images, in the order given, packed densely into memory of a workspace. */
    public Batch at(int[] positions, Workspace workspace) {
        Shape all = x.shape();
        Tensor dense =
                workspace.arena().allocate(Shape.lanes(positions.length, all.height(), all.width(), all.channels()));
        ImageLanes.gather(workspace.pool(), x, positions, dense);
        return new Batch(chosen(images, positions), dense, chosen(labels, positions), normalisation);
    }

    private static int[] chosen(int[] values, int[] positions) {
        return Arrays.stream(positions).map(n -> values[n]).toArray();
    }
}
