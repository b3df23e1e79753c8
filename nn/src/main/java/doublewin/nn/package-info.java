/**
 * Layers, networks and their state. A network is built from {@link doublewin.nn.NetworkParts}, which decide how a
 * norm-ReLU-convolution unit computes; precision and pass are arguments of every forward pass, never state. Start with
 * {@link doublewin.nn.WideResNet}.
 */
package doublewin.nn;
