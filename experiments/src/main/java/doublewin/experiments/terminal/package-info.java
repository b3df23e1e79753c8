/** What long work shows while it runs. May enter: what writes to a terminal and knows nothing of the work. */
package doublewin.experiments.terminal;
