package doublewin.bench.report;

import doublewin.bench.measure.Measurement;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Measurements as lines of text, and the median of each class of convolutions. */
final class Table {
    private Table() {}

    static void head(PrintStream out, int threads, double bandwidth, OptionalDouble handOver) {
        out.printf(
                Locale.ROOT,
                "%n%d %s; memory is copied at %.1f GB/s",
                threads,
                threads == 1 ? "thread" : "threads",
                bandwidth);
        handOver.ifPresent(
                nanos -> out.printf(Locale.ROOT, ", a cache line goes from worker to worker in %.0f ns", nanos));
        out.println();
        out.println(
                "name                     shape              GFLOP/s  ceiling    share   by cpu    GB/s  flop/byte");
    }

    static void line(PrintStream out, Measurement found) {
        String memory = found.work().bytes() == 0
                ? ""
                : String.format(Locale.ROOT, "%8.1f %10.1f", found.gigabytes(), found.intensity());
        out.printf(
                Locale.ROOT,
                "%-24s %-16s %9.1f %8.1f %7.0f%% %7.0f%%%s%n",
                found.work().name(),
                found.work().shape(),
                found.gflops(),
                found.ceilingGflops(),
                100 * found.share(),
                100 * found.cpuShare(),
                memory);
    }

    /** Medians of the shares over the shapes of a class, where a class has several. */
    static void medians(PrintStream out, List<Measurement> all) {
        Map<String, List<Double>> classes = all.stream()
                .filter(found -> found.work().name().startsWith("conv."))
                .collect(Collectors.groupingBy(
                        Table::classOf, TreeMap::new, Collectors.mapping(Measurement::share, Collectors.toList())));
        if (classes.isEmpty()) {
            return;
        }
        out.printf(Locale.ROOT, "%nmedian share by class of shapes%n");
        classes.forEach((name, shares) -> {
            double[] sorted =
                    shares.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            int middle = sorted.length / 2;
            double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
            out.printf(Locale.ROOT, "%-56s %5.0f%%  of %d%n", name, 100 * median, sorted.length);
        });
    }

    private static String classOf(Measurement found) {
        String shape = found.work().shape();
        int from = Integer.parseInt(shape.substring(0, shape.indexOf('-')));
        int to = Integer.parseInt(shape.substring(shape.indexOf('-') + 1, shape.indexOf('@')));
        String kind;
        if (shape.endsWith("k1")) {
            kind = "1x1";
        } else if (shape.endsWith("/2")) {
            kind = "3x3 stride 2";
        } else if (from < 16) {
            kind = "first convolution";
        } else {
            kind = to < 32 ? "16 ch" : to < 64 ? "32 ch" : to < 160 ? "64-128 ch" : "160 ch and more";
        }
        return String.format(Locale.ROOT, "%-24s %d thr  %s", found.work().name(), found.threads(), kind);
    }
}
