package doublewin.dwq.attack.distance;

/** How far from the clean image the results of an attack may be. */
public enum Reach {
    /** Within the threat model: what was found outside of it is projected onto it. */
    WITHIN_THREAT,
    /**
     * Anywhere among the valid images: the attack knows of no epsilon. Whoever counts successes takes those alone that are
     * within the threat model, see {@link Distances#isWithin}, or says that there is no bound.
     */
    ANYWHERE
}
