package doublewin.dwq.attack;

/**
 * What an {@link Objective} tells of images, one value each; overwritten by it.
 *
 * @param loss what the attack raises
 * @param accuracy the share, 0 to 1, of the defender's draws that classify the image correctly: 0 or 1 for one model,
 *     the exact expectation for a mixture
 * @param margin of the true class, its expectation for a mixture
 */
public record Scores(float[] loss, double[] accuracy, double[] margin) {
    /** Room for so many images. */
    public static Scores of(int images) {
        return new Scores(new float[images], new double[images], new double[images]);
    }
}
