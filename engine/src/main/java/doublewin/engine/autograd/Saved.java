package doublewin.engine.autograd;

import java.util.List;

/**
 * What an operation's backward rule will read of values: the tape keeps these, and lets all others be released. A rule may
 * keep anything else that it made for itself.
 *
 * @param operands those of the operands whose values are read
 * @param result whether the result's value is
 */
record Saved(List<Variable> operands, boolean result) {
    /** Nothing at all. */
    static final Saved NOTHING = new Saved(List.of(), false);

    /** The result. */
    static final Saved RESULT = new Saved(List.of(), true);

    /** Operands. */
    static Saved of(Variable... operands) {
        return new Saved(List.of(operands), false);
    }
}
