/**
 * What commands found of a run, read back from its files, and as tables and pictures for its folder. Start with {@code
 * PoolFigures}.
 *
 * <p>May enter: what a result's file says, and how it is shown outside of a page. Measuring is the business of {@code
 * evaluate}, the page that of {@code report}.
 */
package doublewin.experiments.findings;
