package doublewin.engine.autograd;

import doublewin.engine.tensor.Tensor;

/** How one recorded operation passes a gradient on to its operands. It keeps what the operation saved for that. */
@FunctionalInterface
interface BackwardRule {
    /**
     * Adds the operands' gradients to {@code gradients}, for those operands that require one.
     *
     * @param outputGradient gradient of the operation's result; the rule owns it and may overwrite it or hand it on
     */
    void backward(Tensor outputGradient, Gradients gradients);
}
