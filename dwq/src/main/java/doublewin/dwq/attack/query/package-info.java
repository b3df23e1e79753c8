/**
 * Attacks that see a model's answers and no gradient: {@link doublewin.dwq.attack.query.Square} and the same against a
 * mixture, {@link doublewin.dwq.attack.query.SquareOnMixture}, {@link doublewin.dwq.attack.query.BanditsTd}, {@link
 * doublewin.dwq.attack.query.Nes}. What withstands gradients and falls to them had masked
 * gradients.
 *
 * <p>May enter: attacks that ask for logits alone.
 */
package doublewin.dwq.attack.query;
