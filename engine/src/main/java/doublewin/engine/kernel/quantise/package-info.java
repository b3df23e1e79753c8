/**
 * Fake quantisation: the range of a tensor or of each channel ({@link doublewin.engine.kernel.quantise.RangeFinder}), the
 * grid of codes over a range ({@link doublewin.engine.kernel.quantise.QuantisationGrid}, where scale, offset and rounding
 * are told), and values moved to it ({@link doublewin.engine.kernel.quantise.FakeQuantise}). Start with {@link
 * doublewin.engine.kernel.quantise.ReferenceFakeQuantise}.
 *
 * <p>The order of operations is the official code's: subtract, divide, clamp, round, multiply, then add, without a fused
 * multiply-add. A fused one changes a quarter of the values.
 *
 * <p>May enter: what finds ranges or makes codes of values. Running ranges and the choice of a bit width are a network's
 * business.
 */
package doublewin.engine.kernel.quantise;
