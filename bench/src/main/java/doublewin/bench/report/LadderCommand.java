package doublewin.bench.report;

import doublewin.bench.ladder.Climber;
import doublewin.bench.ladder.Hint;
import doublewin.bench.ladder.Ladder;
import doublewin.bench.ladder.Layer;
import doublewin.bench.ladder.RungFigures;
import doublewin.bench.ladder.YourKernel;
import doublewin.engine.io.AtomicFile;
import doublewin.engine.kernel.lane.Lanes;
import doublewin.experiments.plot.SvgRenderer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Climbs the ladder, or finds the place of the reader's own kernel on it. */
@Command(
        name = "ladder",
        header = "One convolution, rung by rung: from its equation to the engine's kernels.",
        description = {
            "",
            "Each rung is a class of doublewin.bench.ladder, is checked bit for bit, and is then timed: its share of what"
                    + " nothing but multiply-adds reach on as many threads, and how many times as fast as the rung"
                    + " before. Rungs up to 6 use one thread. All are counted as the direct convolution. An error is"
                    + " that of an image against double precision, root mean square, relative.",
            ""
        })
final class LadderCommand implements Callable<Integer> {
    private static final int IMAGES = 32;

    /** The exercise's, a share of the ceiling. */
    private static final double GOAL = 0.5;

    /** Shapes that fit no vector, tile or border: what is right there is right. */
    private static final List<Layer> AWKWARD = List.of(
            new Layer(1, 1, 1, 1, 1),
            new Layer(17, 3, 10, 5, 7),
            new Layer(2, 20, 33, 9, 6),
            new Layer(1, 330, 6, 3, 10));

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of the rungs for all cores (default: one a processor).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--shape",
            paramLabel = "C-K@H",
            defaultValue = "64-64@16",
            description = "Channels in and out, rows and columns of the maps (default: ${DEFAULT-VALUE}); 32 images.")
    private String shape;

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "9",
            description = "Samples of each rung (default: ${DEFAULT-VALUE}).")
    private int samples;

    @Option(
            names = "--yours",
            description = "Check and time YourKernel.java of doublewin.bench.ladder, among the rungs for one thread.")
    private boolean yours;

    @Option(
            names = "--mistakes",
            description = "Time mistakes instead, each beside the same work done right, and tell how one finds them.")
    private boolean mistakes;

    @Option(names = Mistakes.CHILD, hidden = true)
    private String mistake;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there, too.")
    private Path json;

    @Option(names = "--svg", paramLabel = "FILE", description = "Draw the rungs as bars there.")
    private Path svg;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (mistake != null) {
            System.out.println(Mistakes.figures(mistake));
            return 0;
        }
        if (mistakes) {
            Mistakes.run(System.out);
            return 0;
        }
        if (threads < 1 || samples < 1) {
            throw new IllegalArgumentException(
                    "expected at least 1 thread and 1 sample, found --threads " + threads + " --samples " + samples);
        }
        Layer layer = Layer.parse(shape, IMAGES);
        PrintStream out = System.out;
        out.printf(
                Locale.ROOT,
                "%s, %d images, 3 x 3; vectors of %d bit, %d floats%n%n",
                layer,
                IMAGES,
                Lanes.WIDTH * Float.SIZE,
                Lanes.WIDTH);
        if (yours) {
            Optional<String> wrong = wrong(layer);
            if (wrong.isPresent()) {
                out.println("wrong: " + wrong.get());
                return 1;
            }
            out.println("right, on awkward shapes, too" + System.lineSeparator());
        }
        LadderTable.head(out);
        Climber climber = new Climber(layer, threads, samples);
        List<RungFigures> rungs = climb(climber, out);
        if (yours) {
            judge(climber.climb(new YourKernel(layer)), rungs, out);
        }
        if (json != null) {
            byte[] bytes = LadderJson.bytes(new LadderJson.Ladder(layer.toString(), Lanes.WIDTH * Float.SIZE, rungs));
            AtomicFile.write(json, AtomicFile.Content.of(bytes));
        }
        if (svg != null) {
            byte[] picture =
                    SvgRenderer.render(LadderPicture.layOut(layer.toString(), Lanes.WIDTH * Float.SIZE, rungs));
            AtomicFile.write(svg, AtomicFile.Content.of(picture));
        }
        return 0;
    }

    private static Optional<String> wrong(Layer layer) {
        return Stream.concat(AWKWARD.stream(), Stream.of(layer))
                .flatMap(one -> wrongOn(one).map(wrong -> one + " with " + one.images() + " images: " + wrong).stream())
                .findFirst();
    }

    /** What is wrong on one layer: an element, or an exception, which says more with its place than with all of its trace. */
    private static Optional<String> wrongOn(Layer layer) {
        try {
            return new Climber(layer, 1, 1).wrong(new YourKernel(layer));
        } catch (RuntimeException e) {
            return Optional.of(e
                    + Stream.of(e.getStackTrace())
                            .filter(frame -> frame.getClassName().equals(YourKernel.class.getName()))
                            .findFirst()
                            .map(frame -> " at " + frame.getFileName() + ":" + frame.getLineNumber())
                            .orElse(""));
        }
    }

    private List<RungFigures> climb(Climber climber, PrintStream out) {
        List<RungFigures> rungs = new ArrayList<>();
        for (Ladder step : Ladder.values()) {
            if (!yours || step.forOneThread()) {
                RungFigures found = climber.climb(step);
                LadderTable.line(out, found, last(rungs));
                rungs.add(found);
            }
        }
        return rungs;
    }

    private static Optional<RungFigures> last(List<RungFigures> rungs) {
        return rungs.isEmpty() ? Optional.empty() : Optional.of(rungs.getLast());
    }

    private static void judge(RungFigures own, List<RungFigures> rungs, PrintStream out) {
        LadderTable.line(out, own, Optional.empty());
        String place = rungs.stream()
                .filter(rung -> rung.share() > own.share())
                .min(Comparator.comparingDouble(RungFigures::share))
                .map(rung -> "below rung " + rung.number())
                .orElse("above all rungs for one thread");
        String goal = own.share() < GOAL
                ? String.format(Locale.ROOT, "%.1f points are missing to half of it", 100 * (GOAL - own.share()))
                : "half of it is reached";
        out.printf(
                Locale.ROOT,
                "%nyours: %.1f %% of the ceiling, %s; %s.%n%s.%n",
                100 * own.share(),
                place,
                goal,
                Hint.of(own));
    }
}
