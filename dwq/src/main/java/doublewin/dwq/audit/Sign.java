package doublewin.dwq.audit;

/** Signs of an evaluation that overstates robustness, and what each means. */
public enum Sign {
    /** See {@link #words}. */
    GRADIENTS(
            "gradients vanish or are not finite",
            "the attack had no direction to follow: the loss is flat where floats end (scale the logits, or attack the margin"
                    + " or their ratio), or an operation passes no gradient"),
    /** See {@link #words}. */
    SILENT_SUCCESS(
            "successes on the way are not returned",
            "the attack passes adversarial images and returns others; keep the best of all steps"),
    /** See {@link #words}. */
    INCOMPLETE(
            "the loss still rises at the end",
            "the attack ends before it has converged; give it more steps or longer ones"),
    /** See {@link #words}. */
    UNSTABLE(
            "passes over the same images answer differently",
            "the classifier draws, and an attack that does not know of it is lost; attack the expectation"),
    /** See {@link #words}. */
    BLACK_BOX(
            "queries alone find what gradients do not",
            "gradients lead away from what they should find: they are masked, or those of something else"),
    /** See {@link #words}. */
    BACKWARD(
            "another backward pass does better by more than a point",
            "the gradient straight through the quantisers misleads: attack by the other backward pass, too, and tell the"
                    + " lowest figure"),
    /** See {@link #words}. */
    EFFORT("more steps, restarts or draws gain more than a point", "the figure is that of an attack that is too weak"),
    /** See {@link #words}. */
    EPSILON("twice the epsilon gains nothing", "the attack does not use what it may do"),
    /** See {@link #words}. */
    REACHABLE(
            "images withstand that may all become grey",
            "at epsilon 1/2 every image can be turned to grey, so no more may be right than have the class of grey"),
    /** See {@link #words}. */
    OVER_BUDGET("results are farther than epsilon, or no images", "successes outside of the threat model do not count"),
    /** See {@link #words}. */
    CLEAN_RETURNED(
            "clean images are returned",
            "where the attack has failed its last or best attempt should be shown: another draw may well fall to it"),
    /** See {@link #words}. */
    PLANTED(
            "planted adversarial images are not found",
            "with another last layer there is an adversarial image by construction, and the attack misses it: what it does not"
                    + " find on the network itself may exist, too");

    private final String title;
    private final String words;

    Sign(String title, String words) {
        this.title = title;
        this.words = words;
    }

    /** What is seen, in a few words. */
    public String title() {
        return title;
    }

    /** What it means, and what to do. */
    public String words() {
        return words;
    }
}
