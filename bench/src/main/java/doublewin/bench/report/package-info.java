/** {@code ./doublewin bench}: runs a selection of measurements and writes them as table, JSON and roofline. */
package doublewin.bench.report;
