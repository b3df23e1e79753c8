/**
 * Proofs on the user's own machine that bits depend on nothing but what was asked for: the same small work under many
 * conditions, and a run done again. May enter: what needs other JVMs, or a run's files, to show it.
 */
package doublewin.experiments.verify;
