/**
 * Counter-based random numbers: every number is a pure function of a {@link doublewin.engine.random.RandomKey} and of
 * its place in that key's stream, so results depend neither on the number of threads, nor on how a batch is split, nor
 * on where a run was stopped and resumed.
 *
 * <p>May enter: distributions and permutations, drawn from a keyed stream.
 */
package doublewin.engine.random;
