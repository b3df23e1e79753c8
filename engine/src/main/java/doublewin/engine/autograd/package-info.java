/**
 * Reverse-mode differentiation on a {@link doublewin.engine.autograd.Tape}. Every operation is a class {@code XOp} with
 * a static {@code apply}: the forward computation, and beside it the rule that passes the gradient on. Its docstring
 * says what it saves. No rule computes a gradient that no operand requires.
 *
 * <p>Letters: N images, C channels, H W height and width, K output channels, R S filter, P Q output height and width.
 * Feature maps are in lane format, see {@link doublewin.engine.tensor.LaneFormat}.
 *
 * <p>May enter: operations with their backward rules, and what a tape needs. Arithmetic is a kernel.
 */
package doublewin.engine.autograd;
