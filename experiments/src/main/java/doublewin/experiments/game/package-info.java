/**
 * The game between a defender who draws the precision of inference and an attacker who draws that of the attack: its
 * value, optimal mixtures of both, and how sure all of that is.
 */
package doublewin.experiments.game;
