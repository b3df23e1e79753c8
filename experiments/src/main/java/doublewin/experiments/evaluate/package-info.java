/**
 * What is measured of a trained run: its outcomes image by image, and the figures that are views of them, the heat map and
 * the evaluation. Start with {@code MeasuredOutcomes}; {@link doublewin.experiments.evaluate.Measurement} is the door.
 *
 * <p>May enter: what turns a run's weights into results. What an attack does is the business of {@code dwq}.
 */
package doublewin.experiments.evaluate;
