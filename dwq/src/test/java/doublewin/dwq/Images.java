package doublewin.dwq;

import doublewin.dwq.attack.Batch;
import doublewin.dwq.golden.Passes;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.random.Purpose;
import doublewin.engine.random.RandomKey;
import doublewin.engine.random.RandomStream;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Layer;
import doublewin.nn.Pass;
import doublewin.nn.Precision;
import doublewin.nn.StateDict;
import doublewin.nn.data.Augmentation;
import doublewin.nn.data.BatchLoader;
import doublewin.nn.data.ImageSet;
import doublewin.nn.data.ImageShape;
import doublewin.nn.data.ImageSource;
import doublewin.nn.data.Normalisation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** Random images and what tests do with them. */
public final class Images {
    /** That of all images here. */
    public static final ImageShape SHAPE = new ImageShape(32, 32, 3);

    private Images() {}

    /** Images of ten classes: a colour of each class's own, under noise. */
    public static BatchLoader random(int images) {
        RandomStream random = new RandomStream(RandomKey.of(7, Purpose.EMBEDDED_DATA));
        byte[] pixels = new byte[images * SHAPE.bytes()];
        int[] labels = new int[images];
        int plane = SHAPE.height() * SHAPE.width();
        for (int n = 0; n < images; n++) {
            labels[n] = random.below(SmallNetwork.CLASSES);
            for (int i = 0; i < SHAPE.bytes(); i++) {
                int colour = labels[n] * 53 * (i / plane + 1) % 160;
                pixels[n * SHAPE.bytes() + i] = (byte) (colour + random.below(96));
            }
        }
        return loader(pixels, labels);
    }

    /** The same images, labelled as the network sees them, but every fourth with another label. */
    public static BatchLoader labelledBy(Layer network, Precision precision, BatchLoader loader, WorkerPool pool) {
        int[] ids = ids(loader.source().size());
        float[] logits = new Passes(network, pool).logits(batch(loader, ids), precision);
        int[] labels = new int[ids.length];
        for (int n = 0; n < labels.length; n++) {
            int best = 0;
            for (int k = 1; k < SmallNetwork.CLASSES; k++) {
                if (logits[n * SmallNetwork.CLASSES + k] > logits[n * SmallNetwork.CLASSES + best]) {
                    best = k;
                }
            }
            labels[n] = n % 4 == 3 ? (best + 1) % SmallNetwork.CLASSES : best;
        }
        return loader(pixels(loader.source()), labels);
    }

    /**
     * Random images for a network that has seen them in training at each precision of a set, labelled as it then sees them
     * at one of these; every fourth has another label.
     */
    public static BatchLoader seenBy(Layer network, PrecisionSet set, Precision labels, int images, WorkerPool pool) {
        BatchLoader loader = random(images);
        for (Precision precision : set.asList()) {
            new Passes(network, pool).forward(batch(loader, ids(images)), precision, Pass.TRAINING);
        }
        return labelledBy(network, labels, loader, pool);
    }

    /** The ids 0 .. images - 1. */
    public static int[] ids(int images) {
        return IntStream.range(0, images).toArray();
    }

    /** Images of a set in lane format, normalised. */
    public static Tensor batch(BatchLoader loader, int... ids) {
        Tensor x = Tensor.zeros(loader.shape(ids.length));
        loader.load(ids, x);
        return x;
    }

    /** Images as an attack gets them. */
    public static Batch attacked(BatchLoader loader, int... ids) {
        return new Batch(ids, batch(loader, ids), loader.labels(ids), loader.normalisation());
    }

    /** A copy of all parameters and buffers. */
    public static Map<String, Tensor> copyOfState(Layer network) {
        Map<String, Tensor> copies = new LinkedHashMap<>();
        StateDict.of(network)
                .tensors()
                .forEach((name, tensor) -> copies.put(name, Tensor.of(tensor.shape(), tensor.toArray())));
        return copies;
    }

    /** All parameters and buffers one after another. */
    public static float[] bitsOfState(Layer network) {
        var tensors = StateDict.of(network).tensors().values();
        float[] all = new float[tensors.stream().mapToInt(Tensor::elements).sum()];
        int next = 0;
        for (Tensor tensor : tensors) {
            System.arraycopy(tensor.array(), tensor.offset(), all, next, tensor.elements());
            next += tensor.elements();
        }
        return all;
    }

    private static byte[] pixels(ImageSource source) {
        int bytes = source.shape().bytes();
        byte[] all = new byte[source.size() * bytes];
        byte[] one = new byte[bytes];
        for (int image = 0; image < source.size(); image++) {
            source.read(image, one);
            System.arraycopy(one, 0, all, image * bytes, bytes);
        }
        return all;
    }

    private static BatchLoader loader(byte[] pixels, int[] labels) {
        return new BatchLoader(
                new ImageSet("random images", SHAPE, SmallNetwork.CLASSES, pixels, labels),
                Normalisation.CIFAR10,
                Augmentation.Rule.CROP_AND_FLIP);
    }
}
