/**
 * Attacks that look for the nearest image that a model errs on, whatever its distance: {@link
 * doublewin.dwq.attack.distance.FabTargeted}, {@link doublewin.dwq.attack.distance.CarliniWagnerL2}, and two called CW-Inf.
 * Within a threat model they count where they come near enough.
 *
 * <p>May enter: attacks that minimise a distance.
 */
package doublewin.dwq.attack.distance;
