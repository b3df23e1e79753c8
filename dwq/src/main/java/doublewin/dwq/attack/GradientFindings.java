package doublewin.dwq.attack;

import java.util.BitSet;

/**
 * Images whose gradients an attack could not follow as they are, by position in their batch. An attack that finds such says
 * less about robustness than it seems to: a gradient that vanishes is a sign of masked gradients, not of safety.
 */
public final class GradientFindings {
    private final BitSet vanished = new BitSet();
    private final BitSet notFinite = new BitSet();

    /** No findings. */
    public GradientFindings() {}

    /** Adds what the largest magnitude of an image's gradient tells. */
    public void add(int image, float largestMagnitude) {
        if (largestMagnitude == 0) {
            vanished.set(image);
        } else if (!Float.isFinite(largestMagnitude)) {
            notFinite.set(image);
        }
    }

    /** Whether some gradient of the image was zero in every pixel. */
    public boolean vanished(int image) {
        return vanished.get(image);
    }

    /** Whether some gradient of the image held a NaN or an infinity. */
    public boolean notFinite(int image) {
        return notFinite.get(image);
    }

    /**
     * Adds what was found of some images.
     *
     * @param some findings by position among those
     * @param positions of those in the batch
     */
    public void addAll(GradientFindings some, int[] positions) {
        some.vanished.stream().forEach(n -> vanished.set(positions[n]));
        some.notFinite.stream().forEach(n -> notFinite.set(positions[n]));
    }
}
