/**
 * Layers, networks and their state. A network is built from {@link doublewin.nn.NetworkParts}, which decide how a
 * norm-ReLU-convolution unit computes; the network decides which convolutions follow the precision of a pass. Precision and
 * pass are arguments of every forward pass, never state. Start with {@link doublewin.nn.WideResNet}.
 *
 * <p>May enter: layers, networks, and what names, initialises, loads or hashes their tensors.
 */
package doublewin.nn;
