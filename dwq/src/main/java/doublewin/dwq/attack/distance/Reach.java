package doublewin.dwq.attack.distance;

/** How far from the clean image the results of an attack may be. */
public enum Reach {
    /** Within the threat model: what was found outside of it is projected onto it. */
    WITHIN_THREAT,
    /**
     * Anywhere among the valid images: the attack knows of no epsilon. That is for distances, {@link DistanceAttack#closest};
     * an evaluation refuses what is beyond its threat model.
     */
    ANYWHERE
}
