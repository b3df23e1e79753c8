/**
 * From bytes to a network's input: image sets, normalisation, augmentation, the order of an epoch and its batches.
 * Where the bytes come from is the business of who runs an experiment.
 */
package doublewin.nn.data;
