package doublewin.bench.report;

import doublewin.bench.ConvolutionBenchmark;
import doublewin.bench.measure.ConvolutionCase;
import doublewin.bench.measure.ConvolutionCase.Direction;
import doublewin.bench.measure.NetworkSteps;
import doublewin.bench.measure.Work;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.parallel.WorkerPool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Param;

/** Which work a run measures. Groups are made one after the other, since each has a network's or a layer's memory. */
final class Selection {
    private static final List<String> QUICK_SHAPES =
            List.of("16@32", "32@16", "64@16", "128@8", "160@32", "640@8", "16-32@32/2", "3-16@32", "16-32@32/2k1");

    private Selection() {}

    /** Under five minutes. */
    static List<Supplier<List<Work>>> quick(WorkerPool pool) {
        List<Supplier<List<Work>>> groups = convolutions(QUICK_SHAPES, pool);
        groups.add(() -> attackSteps(1, pool));
        groups.add(() -> new NetworkSteps(2, Numerics.WINOGRAD, pool).all(pool));
        return groups;
    }

    /** Every layer of a WRN of width 1, 2, 4 and 10, and the steps of three networks. */
    static List<Supplier<List<Work>>> full(WorkerPool pool) {
        List<Supplier<List<Work>>> groups = convolutions(allShapes(), pool);
        groups.add(() -> attackSteps(1, pool));
        groups.add(() -> new NetworkSteps(2, Numerics.WINOGRAD, pool).all(pool));
        groups.add(() -> {
            NetworkSteps steps = new NetworkSteps(10, Numerics.WINOGRAD, pool);
            return List.of(steps.pgd(pool), steps.train(pool));
        });
        return groups;
    }

    private static List<Work> attackSteps(int width, WorkerPool pool) {
        return List.of(new NetworkSteps(width, Numerics.WINOGRAD, pool).pgd(pool));
    }

    private static List<Supplier<List<Work>>> convolutions(List<String> shapes, WorkerPool pool) {
        List<Supplier<List<Work>>> groups = new ArrayList<>();
        for (String shape : shapes) {
            for (Numerics numerics : Numerics.values()) {
                groups.add(() -> convolution(shape, numerics, pool));
            }
        }
        return groups;
    }

    private static List<Work> convolution(String shape, Numerics numerics, WorkerPool pool) {
        ConvolutionCase convolution = new ConvolutionCase(shape, numerics);
        if (!convolution.isOwn()) {
            return List.of();
        }
        convolution.check(pool);
        return Arrays.stream(Direction.values()).map(convolution::work).toList();
    }

    /** The shapes of {@link ConvolutionBenchmark}, whose annotation must spell them out. */
    private static List<String> allShapes() {
        try {
            Param parameter = ConvolutionBenchmark.class.getField("shape").getAnnotation(Param.class);
            return List.of(parameter.value());
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }
}
