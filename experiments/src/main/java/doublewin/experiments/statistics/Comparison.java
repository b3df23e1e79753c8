package doublewin.experiments.statistics;

/**
 * A run's averages less those of another, on the same images.
 *
 * @param against the other run's name
 * @param clean difference in accuracy on clean images, averaged over the precisions
 * @param diagonal difference in robust accuracy where attack and inference have the same precision
 * @param overall difference in robust accuracy averaged over all cells
 */
public record Comparison(String against, Interval clean, Interval diagonal, Interval overall) {}
