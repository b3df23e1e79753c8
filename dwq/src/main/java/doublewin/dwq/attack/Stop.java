package doublewin.dwq.attack;

/** When an attack is done with an image before its steps are over. */
public enum Stop {
    /** As soon as the defender errs in every draw: where that is all that counts, as against one model. */
    WHEN_FOOLED,
    /**
     * Never: where the result will be shown to others than whom it was made against, the last steps make it transfer.
     */
    NEVER
}
