package doublewin.bench.report;

import doublewin.bench.measure.Measurement;
import doublewin.experiments.plot.Figure;
import doublewin.experiments.plot.Figure.Anchor;
import doublewin.experiments.plot.Figure.Box;
import doublewin.experiments.plot.Figure.Direction;
import doublewin.experiments.plot.Figure.Label;
import doublewin.experiments.plot.Figure.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The kernels of the last number of threads between the roofs of memory and multipliers (Williams, Waterman and
 * Patterson, 2009): operations a byte to the right, operations a second upwards, both as powers of two. Winograd's
 * kernels may stand above the roof, since they are counted as direct ones.
 */
final class Roofline {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 560;
    private static final int LEFT = 80;
    private static final int RIGHT = 30;
    private static final int TOP = 50;
    private static final int BOTTOM = 60;
    private static final int INK = 0x222222;
    private static final int ROOF = 0x888888;
    private static final int GRID = 0xe4e4e4;
    private static final int DIRECT = 0x1f6fb4;
    private static final int WINOGRAD = 0xd1551b;
    private static final int PAPER = 0xffffff;
    private static final double TEXT = 14;
    private static final double SMALL = 10;

    private final double lowX;
    private final double highX;
    private final double lowY;
    private final double highY;
    private final List<Mark> marks = new ArrayList<>();

    private Roofline(List<Measurement> kernels, double ceiling) {
        lowX = -2;
        highX = Math.ceil(
                log2(kernels.stream().mapToDouble(Measurement::intensity).max().orElse(64)) + 0.5);
        lowY = Math.floor(
                log2(kernels.stream().mapToDouble(Measurement::gflops).min().orElse(1)));
        double highest = kernels.stream().mapToDouble(Measurement::gflops).max().orElse(1);
        highY = Math.ceil(log2(Math.max(highest, ceiling)));
    }

    /** The picture of all measurements whose bytes were counted. */
    static Figure layOut(List<Measurement> all, double bandwidth) {
        int threads = all.getLast().threads();
        List<Measurement> kernels = all.stream()
                .filter(found -> found.threads() == threads && found.work().bytes() > 0)
                .toList();
        double ceiling = all.getLast().ceilingGflops();
        Roofline plot = new Roofline(kernels, ceiling);
        plot.axes(threads);
        plot.roofs(ceiling, bandwidth);
        kernels.forEach(plot::point);
        return new Figure(
                WIDTH,
                HEIGHT,
                "Roofline of " + kernels.size() + " convolutions on " + threads + " threads",
                "ceiling " + Math.round(ceiling) + " GFLOP/s, memory " + Math.round(bandwidth) + " GB/s",
                List.copyOf(plot.marks));
    }

    private static double log2(double x) {
        return Math.log(x) / Math.log(2);
    }

    private double x(double log) {
        return LEFT + (log - lowX) / (highX - lowX) * (WIDTH - LEFT - RIGHT);
    }

    private double y(double log) {
        return HEIGHT - BOTTOM - (log - lowY) / (highY - lowY) * (HEIGHT - TOP - BOTTOM);
    }

    private void axes(int threads) {
        marks.add(new Box(0, 0, WIDTH, HEIGHT, PAPER));
        for (double log = lowX; log <= highX; log++) {
            marks.add(new Box(x(log), TOP, 1, HEIGHT - TOP - BOTTOM, GRID));
            label(power(log), x(log), HEIGHT - BOTTOM + 16, SMALL, Anchor.MIDDLE, INK);
        }
        for (double log = lowY; log <= highY; log++) {
            marks.add(new Box(LEFT, y(log), WIDTH - LEFT - RIGHT, 1, GRID));
            label(power(log), LEFT - 8, y(log), SMALL, Anchor.END, INK);
        }
        label("floating-point operations a byte", (LEFT + WIDTH) / 2.0, HEIGHT - 18, TEXT, Anchor.MIDDLE, INK);
        marks.add(new Label("GFLOP/s", 24, HEIGHT / 2.0, TEXT, Anchor.MIDDLE, Direction.UPWARD, INK));
        label(threads + (threads == 1 ? " thread: " : " threads: "), LEFT, 24, TEXT, Anchor.START, INK);
        label("direct", LEFT + 90, 24, TEXT, Anchor.START, DIRECT);
        label("Winograd, counted as direct", LEFT + 150, 24, TEXT, Anchor.START, WINOGRAD);
    }

    private static String power(double log) {
        return log < 0 ? "1/" + Math.round(Math.pow(2, -log)) : Long.toString(Math.round(Math.pow(2, log)));
    }

    private void roofs(double ceiling, double bandwidth) {
        for (double log = lowX; log <= highX; log += 1.0 / 64) {
            double roof = Math.min(log2(bandwidth) + log, log2(ceiling));
            if (roof >= lowY) {
                marks.add(new Box(x(log) - 1, y(roof) - 1, 2, 2, ROOF));
            }
        }
    }

    private void point(Measurement found) {
        int colour = found.work().name().contains("winograd") ? WINOGRAD : DIRECT;
        double x = x(log2(found.intensity()));
        double y = y(log2(found.gflops()));
        marks.add(new Box(x - 3, y - 3, 6, 6, colour));
        String direction = found.work().name().substring(found.work().name().lastIndexOf('.') + 1);
        String text = String.format(Locale.ROOT, "%s %s", found.work().shape(), direction.charAt(0));
        label(text, x + 6, y, 8, Anchor.START, colour);
    }

    private void label(String text, double x, double y, double size, Anchor anchor, int colour) {
        marks.add(new Label(text, x, y, size, anchor, Direction.HORIZONTAL, colour));
    }
}
