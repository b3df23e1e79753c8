/** The work of the commands: training, heat map, evaluation. */
package doublewin.experiments.job;
