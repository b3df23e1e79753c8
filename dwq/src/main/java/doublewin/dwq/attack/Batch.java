package doublewin.dwq.attack;

import doublewin.engine.tensor.Tensor;
import doublewin.nn.data.Normalisation;

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
}
