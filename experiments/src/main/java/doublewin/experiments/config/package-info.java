/**
 * What a run is told: recipes, the settings that they resolve to in four parts (data, network, training, evaluation
 * protocol), and the architectures that settings can name. Start with {@link doublewin.experiments.config.Settings}.
 *
 * <p>May enter: what decides results, and what checks or names it. Nothing here computes or writes.
 */
package doublewin.experiments.config;
