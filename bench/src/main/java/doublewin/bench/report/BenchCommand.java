package doublewin.bench.report;

import doublewin.bench.measure.Bandwidth;
import doublewin.bench.measure.HandOver;
import doublewin.bench.measure.Measurement;
import doublewin.bench.measure.Sampler;
import doublewin.bench.measure.Work;
import doublewin.engine.io.AtomicFile;
import doublewin.engine.parallel.WorkerPool;
import doublewin.experiments.plot.SvgRenderer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures a selection of kernels and steps. */
@Command(
        name = "doublewin bench",
        header = "Kernels and whole steps, as shares of what this machine's multipliers can do.",
        description = {
            "",
            "Every figure is the median of samples that are each divided by the ceiling measured just before and"
                    + " after them. Winograd's operations are counted as those of the direct convolution.",
            ""
        },
        synopsisSubcommandLabel = "[ladder]",
        footer = {"", "doublewin bench jmh ARGS...   runs JMH on the same and on every single kernel (-h: its options)"
        })
final class BenchCommand implements Callable<Integer> {
    /** The very first work finds a cold virtual machine. */
    private static final long FIRST_NANOS = 1_500_000_000L;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    @Option(names = "--quick", description = "A few shapes and small networks, all threads: some three minutes.")
    private boolean quick;

    @Option(
            names = "--threads",
            split = ",",
            paramLabel = "N",
            description = "Numbers of threads, one after the other (default: one a processor).")
    private List<Integer> threads;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "TEXT",
            description = "Only work whose name and shape, such as 'conv.direct.forward 16-16@32', hold this text.")
    private List<String> only = List.of("");

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "9",
            description = "Samples of each work (default: ${DEFAULT-VALUE}).")
    private int samples;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the measurements there, too.")
    private Path json;

    @Option(names = "--roofline", paramLabel = "FILE", description = "Draw the kernels' rooflines there, as SVG.")
    private Path roofline;

    @Option(
            names = "--answer",
            description = "Measure nothing, but answer each line of input, such as 'step.pgd wrn-34-2@32', with the"
                    + " seconds of a run on as many threads as --threads says first.")
    private boolean answer;

    @Override
    public Integer call() throws IOException {
        if (answer) {
            int workers = threadCounts().getFirst();
            try (WorkerPool pool = new WorkerPool(workers)) {
                InputStreamReader in = new InputStreamReader(System.in, StandardCharsets.UTF_8);
                new Answers(pool).serve(new BufferedReader(in), System.out);
            }
            return 0;
        }
        if (samples < 1) {
            throw new IllegalArgumentException("--samples: expected at least 1, found " + samples);
        }
        List<Measurement> all = new ArrayList<>();
        double bandwidth = 0;
        for (int workers : threadCounts()) {
            if (workers < 1) {
                throw new IllegalArgumentException("--threads: expected at least 1, found " + workers);
            }
            try (WorkerPool pool = new WorkerPool(workers)) {
                bandwidth = Bandwidth.gigabytes(pool);
                Table.head(System.out, workers, bandwidth, HandOver.nanos(pool));
                measure(pool, all);
            }
        }
        if (all.isEmpty()) {
            throw new IllegalArgumentException("--only: nothing to measure is called " + String.join(" or ", only));
        }
        Table.medians(System.out, all);
        if (json != null) {
            AtomicFile.write(json, AtomicFile.Content.of(MeasurementsJson.bytes(all)));
        }
        if (roofline != null) {
            byte[] picture = SvgRenderer.render(Roofline.layOut(all, bandwidth));
            AtomicFile.write(roofline, AtomicFile.Content.of(picture));
        }
        return 0;
    }

    private List<Integer> threadCounts() {
        return threads == null ? List.of(Runtime.getRuntime().availableProcessors()) : threads;
    }

    private void measure(WorkerPool pool, List<Measurement> all) {
        long extra = FIRST_NANOS;
        for (Supplier<List<Work>> group : quick ? Selection.quick(pool) : Selection.full(pool)) {
            for (Work work : group.get()) {
                if (only.stream().anyMatch((work.name() + " " + work.shape())::contains)) {
                    Measurement measurement = new Sampler(pool, samples, work.warmUpNanos() + extra).measure(work);
                    Table.line(System.out, measurement);
                    all.add(measurement);
                    extra = 0;
                }
            }
        }
    }
}
