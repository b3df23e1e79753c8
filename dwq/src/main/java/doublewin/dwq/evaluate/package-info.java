/**
 * What withstands an attack. {@link doublewin.dwq.evaluate.OutcomeEvaluation} finds out image by image, {@link
 * doublewin.dwq.evaluate.Outcomes} holds it, one bit for each image, candidate and inference precision, and every figure is
 * a view of that, a pure function: transfer matrix, clean and robust accuracy, random precision inference.
 *
 * <p>May enter: views of outcomes, and what completes them. Files and pictures of them are the application's.
 */
package doublewin.dwq.evaluate;
