package doublewin.dwq.attack.distance;

import doublewin.dwq.Images;
import doublewin.dwq.PrecisionSet;
import doublewin.dwq.SmallNetwork;
import doublewin.dwq.attack.Attack;
import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.Classification;
import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.PrecisionModel;
import doublewin.dwq.attack.Workspace;
import doublewin.dwq.quant.NormKind;
import doublewin.dwq.quant.QuantisedParts;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Precision;
import doublewin.nn.data.BatchLoader;
import doublewin.nn.data.Normalisation;

/** A small quantised network, and images of which it gets three in four right, to be attacked by so many workers. */
final class Victim implements AutoCloseable {
    static final int IMAGES = 21;
    static final int[] IDS = Images.ids(IMAGES);
    static final int VALUES = Images.SHAPE.bytes();

    private static final Precision PRECISION = new Precision(4);
    private static final PrecisionSet SET = PrecisionSet.parse("4,8");
    private static final int SLAB = 1 << 20;

    private final WorkerPool pool;
    private final SmallNetwork network =
            new SmallNetwork(new QuantisedParts(NormKind.SWITCHABLE, SET, Numerics.DIRECT), 5);
    private final BatchLoader loader;
    private final Workspace workspace;

    Victim(int workers) {
        pool = new WorkerPool(workers);
        loader = Images.seenBy(network, SET, PRECISION, IMAGES, pool);
        workspace = new Workspace(pool, new Arena(SLAB));
    }

    DifferentiableModel model() {
        return new PrecisionModel(network, SmallNetwork.CLASSES, PRECISION, workspace);
    }

    Workspace workspace() {
        return workspace;
    }

    Batch batch(int... ids) {
        return Images.attacked(loader, ids);
    }

    Normalisation normalisation() {
        return loader.normalisation();
    }

    static AttackKeys keys(Attack<?> attack) {
        return new AttackKeys(1, attack.id(), PRECISION);
    }

    /** What an attack makes of images, in (image, channel, height, width) order. */
    float[] attacked(Attack<DifferentiableModel> attack, int... ids) {
        Batch batch = batch(ids);
        Tensor adversarial = Tensor.zeros(batch.x().shape());
        attack.perturb(model(), batch, keys(attack), workspace, adversarial);
        return LaneFormat.unpack(adversarial);
    }

    /** Which images are classified correctly. */
    boolean[] correct(float[] images, int... ids) {
        Batch batch = batch(ids);
        Tensor x = Tensor.zeros(batch.x().shape());
        LaneFormat.pack(images, x);
        Tensor logits = Tensor.zeros(Shape.lanes(ids.length, 1, 1, SmallNetwork.CLASSES));
        model().logits(x, logits);
        return Classification.correct(logits, batch.labels());
    }

    /** By how much pixels of 0 to 1 have changed, in (image, channel, height, width) order. */
    double[] changes(float[] images, int... ids) {
        float[] x = LaneFormat.unpack(batch(ids).x());
        double[] changes = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            int channel = i / (VALUES / 3) % 3;
            changes[i] = ((double) images[i] - x[i]) * loader.normalisation().std()[channel];
        }
        return changes;
    }

    /** Whether nothing of the workspace's memory is taken. */
    boolean memoryIsBack() {
        Arena.Mark mark = workspace.arena().mark();
        int first = workspace.arena().allocate(Shape.of(1)).offset();
        workspace.arena().release(mark);
        return first == new Arena(SLAB).allocate(Shape.of(1)).offset();
    }

    @Override
    public void close() {
        pool.close();
    }
}
