/**
 * Shapes, tensors and their memory; no arithmetic. Batches of feature maps are in lane format, 16 images side by side:
 * see {@link doublewin.engine.tensor.LaneFormat}.
 */
package doublewin.engine.tensor;
