/**
 * What makes a network quantised: fake-quantised convolutions, running ranges, switchable batch norm, handed to networks as
 * {@link doublewin.dwq.quant.QuantisedParts}.
 *
 * <p>May enter: layers that depend on the precision of a pass. The arithmetic is the engine's.
 */
package doublewin.dwq.quant;
