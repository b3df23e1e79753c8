/**
 * The arithmetic: every SIMD kernel {@code X} beside a plain loop nest {@code ReferenceX} that it equals bit for bit.
 * All overwrite their outputs. A package for the modules of this project; differentiation is {@code engine.autograd}.
 *
 * <p>Letters: N images, C channels, K output channels, H W height and width, P Q output height and width, R S filter.
 * Lanes past the last image hold finite values that no reduction over images sees. Start with
 * {@link doublewin.engine.kernel.ReferenceConvolution}, then the loop nest {@code Gather}, {@code ConvolutionTile} and
 * {@code Tile4x4}; {@link doublewin.engine.kernel.Convolution} is the door.
 */
package doublewin.engine.kernel;
