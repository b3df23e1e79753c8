package doublewin.dwq.evaluate;

import doublewin.engine.tensor.Tensor;
import doublewin.nn.data.BatchLoader;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** Cuts the images of an evaluation into blocks that are computed at once. No image's result depends on its block. */
final class ImageBlocks {
    /** Enough images to keep all workers busy, few enough to bound the memory. */
    static final int AT_ONCE = 64;

    private ImageBlocks() {}

    /** Images computed at once: their ids, the images in lane format, their labels. */
    record Block(int[] ids, Tensor x, int[] labels) {}

    /** All images in rising order. */
    static void forEach(EvaluationSubject subject, IntConsumer progress, Consumer<Block> work) {
        forEachWithin(subject.images(), subject, progress, work);
    }

    /** All images in rising order, in blocks that lie within one group of {@code group} consecutive images. */
    static void forEachWithin(int group, EvaluationSubject subject, IntConsumer progress, Consumer<Block> work) {
        for (int first = 0; first < subject.images(); ) {
            int endOfGroup = (int) Math.min((long) (first / group + 1) * group, subject.images());
            int count = Math.min(AT_ONCE, endOfGroup - first);
            work.accept(block(subject.loader(), first, count));
            first += count;
            progress.accept(first);
        }
    }

    private static Block block(BatchLoader loader, int first, int count) {
        int[] ids = new int[count];
        for (int i = 0; i < count; i++) {
            ids[i] = first + i;
        }
        Tensor x = Tensor.zeros(BatchLoader.shape(count));
        loader.load(ids, x);
        return new Block(ids, x, loader.labels(ids));
    }
}
