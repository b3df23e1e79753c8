/**
 * Batch norm: statistics of the channels of a batch ({@link doublewin.engine.kernel.norm.ChannelStatistics}, or, where a
 * convolution's rows are still in the cache, {@link doublewin.engine.kernel.norm.StatisticsCollector}), the norm itself as
 * one fused multiply-add a value ({@link doublewin.engine.kernel.norm.BatchNorm}), and the way back. Start with {@link
 * doublewin.engine.kernel.norm.ReferenceBatchNorm}.
 *
 * <p>Sums run over {@linkplain doublewin.engine.kernel.lane.RowChunks chunks} that the shape alone decides, and chunks are
 * joined in double and in order: bits depend neither on workers nor on who collects.
 *
 * <p>May enter: what needs statistics by channel. Running statistics and affine parameters are a network's business.
 */
package doublewin.engine.kernel.norm;
