package doublewin.dwq.attack.distance;

/**
 * One image's search for how much the margin shall weigh against the penalty: it is told of each iterate of a {@link
 * TanhDescent}, and says how to go on.
 */
interface ImageSearch {
    /**
     * Where a descent has come.
     *
     * @param penalty of the change
     * @param loss penalty, plus {@link #constant} times what is left of the margin
     * @param distance from the clean image, in the norm that is minimised, by pixels
     * @param adversarial whether the image is misclassified, by kappa
     */
    record Iterate(double penalty, double loss, double distance, boolean adversarial) {}

    /** How to go on. */
    enum Next {
        /** Take a step. */
        DESCEND,
        /** Back to the clean image, with a fresh optimiser. */
        START_AGAIN,
        /** On from here, with a fresh optimiser. */
        GO_ON_AFRESH,
        /** Nothing more to do. */
        DONE
    }

    /** The weight of the margin at the next iterate, c in the paper. */
    double constant();

    /** The change of a value that is free at the next iterate, tau in the paper, in pixel units. */
    double threshold();

    /** Whether an iterate shall be kept instead of what was kept before. Asked before {@link #observe}. */
    boolean isBetter(Iterate iterate);

    /** Takes note of an iterate; afterwards {@link #constant} and {@link #threshold} are those of the next. */
    Next observe(Iterate iterate);

    /** Takes note that the gradient at the last iterate cannot be followed; never {@link Next#DESCEND}. */
    Next abandon();
}
