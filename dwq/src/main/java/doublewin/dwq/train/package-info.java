/**
 * Random precision training; static-precision and full-precision training are sets with one element. Start with {@code
 * Trainer.step}: draw a precision, perturb the batch at it, update at it.
 *
 * <p>May enter: what an iteration does. When one is done, saved or judged is the application's business.
 */
package doublewin.dwq.train;
