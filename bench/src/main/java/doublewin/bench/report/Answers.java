package doublewin.bench.report;

import doublewin.bench.measure.ConvolutionCase;
import doublewin.bench.measure.ConvolutionCase.Direction;
import doublewin.bench.measure.NetworkSteps;
import doublewin.bench.measure.Work;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.parallel.WorkerPool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One sample for each line of input, so that another program can be timed in turns with this one. A line is a work's
 * name and shape, such as {@code step.pgd wrn-34-2@32}; the answer is how many seconds a run took. The first line of a
 * work warms it up.
 */
final class Answers {
    private static final Pattern STEP = Pattern.compile("wrn-34-(\\d+)@32");
    private static final long SAMPLE_NANOS = 20_000_000L;

    private final WorkerPool pool;

    Answers(WorkerPool pool) {
        this.pool = pool;
    }

    void serve(BufferedReader in, PrintStream out) throws IOException {
        String asked = null;
        Work work = null;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (!line.equals(asked)) {
                work = null; // One network at a time: a wide one takes gigabytes.
                work = make(line);
                asked = line;
                warmUp(work);
            }
            long start = System.nanoTime();
            int runs = 0;
            while (runs == 0 || System.nanoTime() - start < SAMPLE_NANOS) {
                work.body().accept(pool);
                runs++;
            }
            out.printf(Locale.ROOT, "%.9f%n", (System.nanoTime() - start) / 1e9 / runs);
            out.flush();
        }
    }

    private void warmUp(Work work) {
        long end = System.nanoTime() + work.warmUpNanos();
        while (System.nanoTime() < end) {
            work.body().accept(pool);
        }
    }

    private Work make(String line) {
        String[] words = line.strip().split(" ");
        if (words.length != 2) {
            throw new IllegalArgumentException("--answer: expected a name and a shape, found '" + line + "'");
        }
        Matcher step = STEP.matcher(words[1]);
        if (step.matches()) {
            NetworkSteps steps = new NetworkSteps(Integer.parseInt(step.group(1)), Numerics.WINOGRAD, pool);
            for (Work work : steps.all(pool)) {
                if (work.name().equals(words[0])) {
                    return work;
                }
            }
        }
        for (Numerics numerics : Numerics.values()) {
            for (Direction direction : Direction.values()) {
                if (direction.nameIn(numerics).equals(words[0])) {
                    ConvolutionCase convolution = new ConvolutionCase(words[1], numerics);
                    convolution.prepare(pool);
                    return convolution.work(direction);
                }
            }
        }
        throw new IllegalArgumentException("--answer: there is no work '" + line + "'");
    }
}
