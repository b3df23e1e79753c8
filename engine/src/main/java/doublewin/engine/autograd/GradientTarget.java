package doublewin.engine.autograd;

/** What a tape differentiates with respect to. What is left out is not recorded and costs the backward pass nothing. */
public enum GradientTarget {
    /** Nothing: a forward pass only. */
    NONE(false, false),
    /** The input: an attack. */
    INPUT(true, false),
    /** The parameters: a training step. */
    PARAMETERS(false, true),
    /** Both. */
    INPUT_AND_PARAMETERS(true, true);

    private final boolean input;
    private final boolean parameters;

    GradientTarget(boolean input, boolean parameters) {
        this.input = input;
        this.parameters = parameters;
    }

    boolean includesInput() {
        return input;
    }

    boolean includesParameters() {
        return parameters;
    }
}
