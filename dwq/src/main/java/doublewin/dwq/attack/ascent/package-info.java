/**
 * Attacks that climb a loss along its gradient: one step ({@link doublewin.dwq.attack.ascent.Fgsm}), steps of one length
 * ({@link doublewin.dwq.attack.ascent.LossPgd}), and steps whose length adapts itself ({@link
 * doublewin.dwq.attack.ascent.Apgd}, {@link doublewin.dwq.attack.ascent.ApgdTargeted}); against a mixture, on exact
 * expectations, {@link doublewin.dwq.attack.ascent.ExactEot}. The climbing itself is written once, against a {@link
 * doublewin.dwq.attack.DifferentiableObjective}. ({@link doublewin.dwq.attack.Pgd}, the paper's, has rules of its own.)
 *
 * <p>May enter: attacks that follow a gradient within a ball.
 */
package doublewin.dwq.attack.ascent;
