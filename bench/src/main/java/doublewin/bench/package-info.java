/** Benchmarks on the shapes of real layers. Each checks the result of what it times. */
package doublewin.bench;
