/**
 * The end of a network, where there is one value a class or a feature and no map any more: the classifier's {@link
 * doublewin.engine.kernel.classify.MatrixProduct}, and {@link doublewin.engine.kernel.classify.SoftmaxCrossEntropy} with
 * its gradient and the rule of who wins a tie.
 *
 * <p>Exponentials and logarithms are {@code StrictMath}'s, in double, image by image: few enough not to matter, and the
 * same bits everywhere.
 *
 * <p>May enter: what works on (images, 1, 1, K) alone.
 */
package doublewin.engine.kernel.classify;
