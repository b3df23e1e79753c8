/**
 * How sure a figure is, and what it shows: intervals and verdicts as pure functions of outcomes. Every figure is a mean
 * over images ({@link doublewin.experiments.statistics.ImageScore}), and images are what chance drew, so intervals are over
 * images; they say nothing of other seeds or networks. Start with {@link doublewin.experiments.statistics.Claims}.
 *
 * <p>May enter: what computes from outcomes alone. Nothing here reads, writes or shows.
 */
package doublewin.experiments.statistics;
