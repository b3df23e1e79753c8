/**
 * Training of a run, from where its checkpoint stands to the end. May enter: what decides when something is trained,
 * judged or saved; the steps themselves are {@code dwq}'s.
 */
package doublewin.experiments.train;
