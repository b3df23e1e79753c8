/**
 * Attacks made of attacks: {@link doublewin.dwq.attack.suite.AutoAttack}.
 *
 * <p>May enter: fixed sequences of attacks that a result is named after.
 */
package doublewin.dwq.attack.suite;
