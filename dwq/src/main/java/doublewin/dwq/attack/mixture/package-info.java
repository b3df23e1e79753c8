/**
 * Attacks made for mixtures: the attacker knows the members and their weights, and not which one answers. {@link
 * doublewin.dwq.attack.mixture.Arc} crosses one member's boundary after the other, {@link
 * doublewin.dwq.attack.mixture.Climb} looks for ever larger sets of members that one point fools. What averages over members
 * can be led away from such points: the mean of two losses may fall where one of them could be won.
 *
 * <p>May enter: attacks that treat a mixture as more than the mean of its members.
 */
package doublewin.dwq.attack.mixture;
