package doublewin.dwq.attack;

/** The shape of the set of perturbations that an attacker may choose from, measured on pixels of 0 to 1. */
public enum Ball {
    /** No pixel's channel changes by more than epsilon. */
    LINF,
    /** The Euclidean length of an image's change is at most epsilon. */
    L2
}
