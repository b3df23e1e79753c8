package doublewin.dwq.evaluate;

/** Which images the attacks of an evaluation perturb. */
public enum Attacked {
    /** All of them, as the official code's map does. */
    ALL,
    /**
     * Those that, left as they are, some column has right. An attacker has nothing to gain by the others, which stay clean:
     * what the best of all candidates leaves of them is nothing anyway.
     */
    RIGHT_SOMEWHERE
}
