/**
 * Convolutions around one micro-kernel. {@link doublewin.engine.kernel.convolution.Convolution} is the only door: a shape
 * and a {@linkplain doublewin.engine.kernel.convolution.Numerics numerics}, which together decide the algorithm, direct or
 * Winograd's; forward, input gradient and weight gradient.
 *
 * <pre>
 *   equation     ReferenceConvolution, ReferenceWinograd
 *   what enters  Prologue: norm, ReLU and fake quantisation while rows are packed
 *   loop nest    Gather (direct), WinogradConvolution; DirectWeightGradient, WinogradWeightGradient, FirstWeightGradient
 *   tiles        ConvolutionTile over Tile4x4, Tile4x2, Tile4x1: the micro-kernel in three sizes of register tile
 *   layouts      RowPacking, WeightPacking, WeightGradientPanels, WinogradPanels, ImageTranspose
 *   what leaves  BandEpilogue: residual, statistics or mask on rows that are still in the cache
 * </pre>
 *
 * Read them in this order. Every output is one chain of fused multiply-adds in one fixed order (channel block, filter row,
 * filter column, channel), whatever tile or worker computes it; what sums over images or pixels goes over fixed chunks.
 *
 * <p>May enter: what computes convolutions, or moves weights and rows into the order that the micro-kernel reads.
 */
package doublewin.engine.kernel.convolution;
