package doublewin.bench;

import doublewin.bench.measure.Noise;
import doublewin.engine.kernel.classify.MatrixProduct;
import doublewin.engine.kernel.classify.ReferenceMatrixProduct;
import doublewin.engine.kernel.classify.SoftmaxCrossEntropy;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The classifier of ten classes with its gradients, and the loss, for a batch of 128. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ClassifierBenchmark {
    private static final int IMAGES = 128;
    private static final int CLASSES = 10;

    /** Channels of the pooled map. */
    @Param({"64", "640"})
    public int inputs;

    /** Workers of the pool. */
    @Param({"1", "2"})
    public int threads;

    private final int[] labels = new int[IMAGES];
    private final float[] losses = new float[IMAGES];
    private final int[] classes = new int[IMAGES];
    private WorkerPool pool;
    private Tensor x;
    private Tensor weight;
    private Tensor bias;
    private Tensor logits;
    private Tensor dx;
    private Tensor dlogits;
    private Tensor dweight;
    private Tensor dbias;

    /** Makes the tensors and compares the products with their references. */
    @Setup(Level.Trial)
    public void prepare() {
        pool = new WorkerPool(threads);
        Arena arena = new Arena();
        x = Noise.fill(arena.allocate(Shape.lanes(IMAGES, 1, 1, inputs)), 1);
        weight = Noise.fill(arena.allocate(Shape.of(CLASSES, inputs)), 2);
        bias = Noise.fill(arena.allocate(Shape.of(CLASSES)), 3);
        logits = arena.allocate(Shape.lanes(IMAGES, 1, 1, CLASSES));
        dlogits = arena.allocate(logits.shape());
        dx = arena.allocate(x.shape());
        dweight = arena.allocate(weight.shape());
        dbias = arena.allocate(bias.shape());
        for (int n = 0; n < IMAGES; n++) {
            labels[n] = n % CLASSES;
        }
        MatrixProduct.forward(pool, x, weight, bias, logits);
        SoftmaxCrossEntropy.gradient(logits, labels, 1, dlogits);
        check();
    }

    /** Ends the pool. */
    @TearDown(Level.Trial)
    public void closePool() {
        pool.close();
    }

    private void check() {
        Tensor expected = Tensor.zeros(logits.shape());
        ReferenceMatrixProduct.forward(x, weight, bias, expected);
        MapBenchmark.requireEqual("matrix product", logits, expected);
        inputGradient();
        expected = Tensor.zeros(x.shape());
        ReferenceMatrixProduct.inputGradient(dlogits, weight, expected);
        MapBenchmark.requireEqual("matrix product: input gradient", dx, expected);
        weightGradient();
        expected = Tensor.zeros(weight.shape());
        ReferenceMatrixProduct.weightGradient(x, dlogits, expected);
        MapBenchmark.requireEqual("matrix product: weight gradient", dweight, expected);
        biasGradient();
        expected = Tensor.zeros(bias.shape());
        ReferenceMatrixProduct.biasGradient(dlogits, expected);
        MapBenchmark.requireEqual("matrix product: bias gradient", dbias, expected);
    }

    /** Logits. */
    @Benchmark
    public void forward() {
        MatrixProduct.forward(pool, x, weight, bias, logits);
    }

    /** Gradient of the pooled map. */
    @Benchmark
    public void inputGradient() {
        MatrixProduct.inputGradient(pool, dlogits, weight, dx);
    }

    /** Gradient of the weight. */
    @Benchmark
    public void weightGradient() {
        MatrixProduct.weightGradient(pool, x, dlogits, dweight);
    }

    /** Gradient of the bias. */
    @Benchmark
    public void biasGradient() {
        MatrixProduct.biasGradient(pool, dlogits, dbias);
    }

    /** Losses of all images. */
    @Benchmark
    public void losses() {
        SoftmaxCrossEntropy.losses(logits, labels, losses);
    }

    /** Gradient of the logits. */
    @Benchmark
    public void lossGradient() {
        SoftmaxCrossEntropy.gradient(logits, labels, 1, dlogits);
    }

    /** Classes of all images. */
    @Benchmark
    public void argmax() {
        SoftmaxCrossEntropy.argmax(logits, classes);
    }
}
