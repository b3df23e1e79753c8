/**
 * What moves a network's parameters: stochastic gradient descent and the schedules of its rate. May enter: other rules of
 * update and other schedules, each a pure function of gradients, state and position.
 */
package doublewin.nn.optimise;
