package doublewin.dwq.compare;

import java.util.List;

/**
 * How alike precisions are to an attacker, image by image.
 *
 * @param images how many were looked at
 * @param vanished [precision] images whose gradient is zero in every pixel
 * @param notFinite [precision] images whose gradient holds a NaN or an infinity
 * @param gradients of the cross-entropy by the pixels of clean images; of the images of which the gradient at every precision
 *     is finite and not zero. The diagonal compares each with itself
 * @param perturbations of the attack at each precision; of the images that all precisions have right when clean, since an
 *     attack may leave others where it starts. The diagonal compares two random starts
 * @param segments between these attacks' results; of the same images
 */
public record Comparison(
        int images,
        int[] vanished,
        int[] notFinite,
        Alignments gradients,
        Alignments perturbations,
        Segments segments) {
    /** The images of several parts, one part after the other. */
    public static Comparison join(List<Comparison> parts) {
        int size = parts.getFirst().vanished.length;
        int images = 0;
        int[] vanished = new int[size];
        int[] notFinite = new int[size];
        for (Comparison part : parts) {
            images += part.images;
            for (int q = 0; q < size; q++) {
                vanished[q] += part.vanished[q];
                notFinite[q] += part.notFinite[q];
            }
        }
        return new Comparison(
                images,
                vanished,
                notFinite,
                Alignments.join(parts.stream().map(Comparison::gradients).toList()),
                Alignments.join(parts.stream().map(Comparison::perturbations).toList()),
                Segments.join(parts.stream().map(Comparison::segments).toList()));
    }
}
