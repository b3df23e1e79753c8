/**
 * What is told of runs that were trained and measured: claims, a page, a line of a list. Start with {@link
 * doublewin.experiments.report.Report}.
 *
 * <p>May enter: what reads a run's files and tells users of them. Nothing here trains or measures, and nothing here needs the
 * images.
 */
package doublewin.experiments.report;
