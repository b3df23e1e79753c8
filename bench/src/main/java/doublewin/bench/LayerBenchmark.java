package doublewin.bench;

import doublewin.bench.measure.Noise;
import doublewin.dwq.PrecisionSet;
import doublewin.dwq.quant.NormKind;
import doublewin.dwq.quant.QuantisedParts;
import doublewin.engine.autograd.GradientTarget;
import doublewin.engine.autograd.PreparedWeights;
import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.FusedUnit;
import doublewin.nn.NetworkParts.ConvolutionSpec;
import doublewin.nn.NetworkParts.PrecisionRole;
import doublewin.nn.NetworkParts.UnitSpec;
import doublewin.nn.NormReluConv;
import doublewin.nn.Pass;
import doublewin.nn.Precision;
import doublewin.nn.StateVisitor;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A norm-ReLU-convolution unit at 8 bit with a residual, forward and backward on 32 images, as one operation and as its
 * layers one after the other: what fusing is worth.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-XX:+UseG1GC", "-XX:+UseTransparentHugePages"})
public class LayerBenchmark {
    private static final int IMAGES = 32;
    private static final Precision PRECISION = new Precision(8);

    /** Channels "@" side of the map. */
    @Param({"16@32", "32@16", "64@16", "640@8"})
    public String map;

    /** The algorithms. */
    @Param({"DIRECT", "WINOGRAD"})
    public Numerics numerics;

    /** Whether the unit is one operation. */
    @Param({"true", "false"})
    public boolean fused;

    /** Workers of the pool. */
    @Param({"1", "2"})
    public int threads;

    private final Arena arena = new Arena();
    private final PreparedWeights weights = new PreparedWeights();
    private WorkerPool pool;
    private NormReluConv unit;
    private Tensor x;
    private Tensor seed;

    /** Makes the unit and its tensors. */
    @Setup
    public void open() {
        pool = new WorkerPool(threads);
        int channels = Integer.parseInt(map.substring(0, map.indexOf('@')));
        int side = Integer.parseInt(map.substring(map.indexOf('@') + 1));
        QuantisedParts parts = new QuantisedParts(NormKind.SWITCHABLE, PrecisionSet.parse("4..16"), numerics);
        ConvolutionSpec convolution = new ConvolutionSpec(channels, channels, 3, 1, PrecisionRole.OF_PASS);
        FusedUnit whole = (FusedUnit) parts.normReluConv(new UnitSpec("bn1", "conv1", convolution, ""));
        unit = fused ? whole : whole.composed();
        unit.visit("", new StateVisitor() {
            @Override
            public void parameter(String name, Tensor value) {
                Noise.fill(value, 1);
            }

            @Override
            public void buffer(String name, Tensor value) {}
        });
        Arena kept = new Arena();
        x = Noise.fill(kept.allocate(Shape.lanes(IMAGES, side, side, channels)), 2);
        seed = Noise.fill(kept.allocate(x.shape()), 3);
        run(GradientTarget.NONE, Pass.TRAINING);
    }

    /** Ends the workers. */
    @TearDown
    public void close() {
        pool.close();
    }

    private void run(GradientTarget target, Pass pass) {
        arena.reset();
        if (pass == Pass.TRAINING) {
            weights.clear();
        }
        Tape tape = new Tape(arena, pool, target, weights);
        Variable input = tape.input(x);
        Variable y =
                unit.forward(tape, input, Optional.of(input), PRECISION, pass).main();
        if (target != GradientTarget.NONE) {
            Tensor gradient = arena.allocate(seed.shape());
            gradient.copyFrom(seed);
            tape.backward(y, gradient);
        }
    }

    /** As in a step of an attack: evaluation mode, input gradient. */
    @Benchmark
    public void attack() {
        run(GradientTarget.INPUT, Pass.EVALUATION);
    }

    /** As in a training step: all gradients. */
    @Benchmark
    public void train() {
        run(GradientTarget.INPUT_AND_PARAMETERS, Pass.TRAINING);
    }
}
