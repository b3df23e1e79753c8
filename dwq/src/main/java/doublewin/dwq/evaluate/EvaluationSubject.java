package doublewin.dwq.evaluate;

import doublewin.engine.parallel.WorkerPool;
import doublewin.nn.Layer;
import doublewin.nn.data.BatchLoader;

/**
 * What is evaluated: a network, in evaluation mode, on the first images of a source.
 *
 * @param network from images in lane format to logits (images, 1, 1, classes); any precision of the evaluation must
 *     suit its norm
 * @param loader of the images
 * @param images how many images, counted from id 0
 * @param pool the workers
 */
public record EvaluationSubject(Layer network, BatchLoader loader, int images, WorkerPool pool) {
    /** Checks that the source has so many images. */
    public EvaluationSubject {
        int size = loader.source().size();
        if (images < 1 || images > size) {
            throw new IllegalArgumentException(
                    "evaluation: expected 1 to " + size + " images, as " + loader.source() + " has, found " + images);
        }
    }
}
