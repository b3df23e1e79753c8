/**
 * One convolution, computed again and again: from its equation to the speed of the engine's kernels, a rung a class. Read them in
 * the order of their numbers; {@code ./doublewin bench ladder} runs them.
 */
package doublewin.bench.ladder;
