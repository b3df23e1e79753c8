/**
 * Kernels that read each value once, and no neighbour but those of a pool's window: ReLU, average pooling, the update of
 * SGD, the step of an attack, the largest magnitude of an image's values. Each stands beside its reference {@code
 * ReferenceX}, which it equals bit for bit. Start with {@link doublewin.engine.kernel.point.Relu}.
 *
 * <p>May enter: what is bound by memory, not by arithmetic, and needs no statistics of the batch.
 */
package doublewin.engine.kernel.point;
