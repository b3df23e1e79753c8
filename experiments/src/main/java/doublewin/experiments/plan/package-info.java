/**
 * What a run would cost, before it is begun: a few steps are timed on images that are made up, and extended to all of them.
 * Nothing is read or written. Start with {@link doublewin.experiments.plan.Plan}.
 *
 * <p>May enter: what tells beforehand how long a command takes, and what it needs.
 */
package doublewin.experiments.plan;
