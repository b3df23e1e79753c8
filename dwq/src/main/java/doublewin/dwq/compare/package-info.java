/**
 * Why attacks transfer poorly between precisions: how alike their gradients and their adversarial examples are, and what a
 * precision's loss does on the way from its own adversarial example to another one. {@link
 * doublewin.dwq.compare.PrecisionComparison} finds out block by block, {@link doublewin.dwq.compare.Comparison} holds it,
 * image by image.
 *
 * <p>May enter: measures of two precisions against each other. Means, intervals and pictures of them are the application's.
 */
package doublewin.dwq.compare;
