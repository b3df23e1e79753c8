/**
 * What jobs that take hours have in common, whoever starts them: workers, progress, and the wish to stop. May enter: what
 * both training and measuring need.
 */
package doublewin.experiments.work;
