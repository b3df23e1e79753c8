/** The heat map as a picture: laid out once, as shapes and texts, then rendered as PNG or SVG. */
package doublewin.experiments.plot;
