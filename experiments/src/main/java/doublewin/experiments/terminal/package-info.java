/** What long work shows while it runs. */
package doublewin.experiments.terminal;
