package doublewin.nn;

import doublewin.engine.autograd.CrossEntropyOp;
import doublewin.engine.autograd.GradientTarget;
import doublewin.engine.autograd.Gradients;
import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.random.Purpose;
import doublewin.engine.random.RandomKey;
import doublewin.engine.random.RandomStream;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;

/** Passes through a layer with memory of their own, as tests need them. */
final class RecordedPass {
    private static final int SMALL_SLAB = 1 << 20;

    private RecordedPass() {}

    /** Loss and gradients of a training pass. */
    record Training(float loss, Gradients gradients) {}

    /** The layer's result in (image, channel, height, width) order. */
    static float[] forward(WorkerPool pool, Layer layer, Tensor x, Pass pass) {
        Tape tape = new Tape(new Arena(SMALL_SLAB), pool, GradientTarget.NONE);
        return LaneFormat.unpack(
                layer.forward(tape, tape.input(x), Precision.FULL, pass).value());
    }

    /** A training pass to the mean cross-entropy and back to the parameters. */
    static Training train(WorkerPool pool, Layer network, Tensor x, int[] labels, Arena arena) {
        Tape tape = new Tape(arena, pool, GradientTarget.PARAMETERS);
        Variable logits = network.forward(tape, tape.input(x), Precision.FULL, Pass.TRAINING);
        Variable loss = CrossEntropyOp.mean(tape, logits, labels);
        return new Training(loss.value().get(0), tape.backward(loss));
    }

    /** Normal numbers, {@code images * height * width * channels} of them, in (image, channel, height, width) order. */
    static float[] normal(long seed, int count) {
        RandomStream stream = new RandomStream(RandomKey.of(seed, Purpose.EMBEDDED_DATA));
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = stream.gaussian();
        }
        return values;
    }

    /** A batch in lane format. */
    static Tensor batch(float[] values, int images, int height, int width, int channels) {
        Tensor x = Tensor.zeros(Shape.lanes(images, height, width, channels));
        LaneFormat.pack(values, x);
        return x;
    }

    /** A batch of 32 x 32 images of noise; the same seed and more images give the same first images. */
    static Tensor images(long seed, int first, int images) {
        int size = 3 * 32 * 32;
        float[] all = normal(seed, (first + images) * size);
        return batch(Arrays.copyOfRange(all, first * size, all.length), images, 32, 32, 3);
    }
}
