/**
 * Pictures: laid out once, as shapes and texts, then rendered as PNG or SVG. May enter: what draws numbers that it is given;
 * it knows neither runs nor networks, so that benchmarks draw with it, too.
 */
package doublewin.experiments.plot;
