/**
 * What a run leaves on disk: its folder and lock, checkpoints, metrics, outcomes, provenance and results. Every file but
 * the metrics is replaced whole or not at all; docs/formats.md tells what is in them. Start with {@link
 * doublewin.experiments.store.RunFolder}.
 *
 * <p>May enter: what reads or writes a file of a run. Nothing here computes.
 */
package doublewin.experiments.store;
