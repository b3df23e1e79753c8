/**
 * Mistakes that cost most of a kernel's speed, each beside the same work done right. {@code ./doublewin bench ladder --mistakes} runs
 * them, each in a virtual machine of its own, since some of them spoil one for good.
 */
package doublewin.bench.ladder.mistake;
