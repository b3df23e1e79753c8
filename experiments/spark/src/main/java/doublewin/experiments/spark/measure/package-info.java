/** The work of {@code heatmap}, {@code evaluate} and {@code attack}, done by many machines. */
package doublewin.experiments.spark.measure;
