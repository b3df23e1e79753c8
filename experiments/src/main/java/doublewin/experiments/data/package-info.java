/**
 * The data sets that settings can name, each a {@link doublewin.experiments.data.DataSetSpec}: CIFAR-10 with its files and
 * their download, and the embedded set, which needs neither.
 *
 * <p>May enter: what knows where images come from, their shape, classes, normalisation and augmentation.
 */
package doublewin.experiments.data;
