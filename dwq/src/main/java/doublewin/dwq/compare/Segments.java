package doublewin.dwq.compare;

import doublewin.engine.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a precision (row) makes of the images on the straight line from its own adversarial example to that of another
 * precision (column); on the diagonal, to its own from another random start. All of them are within the threat model, whose
 * ball and box are convex.
 *
 * @param losses [point] cross-entropy at the row's precision
 * @param correct [point] 1 where the row's precision has the image right, 0 elsewhere
 */
public record Segments(List<PairValues> losses, List<PairValues> correct) {
    /** Points of a segment, its ends included. */
    public static final int POINTS = 9;

    static Segments zeros(int size, int images) {
        return new Segments(points(size, images), points(size, images));
    }

    private static List<PairValues> points(int size, int images) {
        return IntStream.range(0, POINTS)
                .mapToObj(point -> PairValues.zeros(size, images))
                .toList();
    }

    /** Where a point lies: 0 is the own adversarial example, 1 the other. A multiple of 1/8, so that nothing is rounded. */
    public static double position(int point) {
        return point / (POINTS - 1.0);
    }

    /** x = the image at a point of the way from one to another, which at the ends is that very image. */
    static void place(Tensor from, Tensor to, int point, Tensor x) {
        double t = position(point);
        for (int i = 0; i < x.elements(); i++) {
            x.set(i, (float) ((1 - t) * from.get(i) + t * to.get(i)));
        }
    }

    static Segments join(List<Segments> parts) {
        return new Segments(
                IntStream.range(0, POINTS)
                        .mapToObj(point -> PairValues.join(parts.stream()
                                .map(part -> part.losses.get(point))
                                .toList()))
                        .toList(),
                IntStream.range(0, POINTS)
                        .mapToObj(point -> PairValues.join(parts.stream()
                                .map(part -> part.correct.get(point))
                                .toList()))
                        .toList());
    }
}
