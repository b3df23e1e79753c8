/**
 * Shapes, tensors and their memory; no arithmetic. Batches of feature maps are in lane format, 16 images side by side:
 * see {@link doublewin.engine.tensor.LaneFormat}.
 *
 * <p>May enter: what owns or addresses memory. What computes is a kernel.
 */
package doublewin.engine.tensor;
