/** What moves a network's parameters: stochastic gradient descent and the schedules of its rate. */
package doublewin.nn.optimise;
