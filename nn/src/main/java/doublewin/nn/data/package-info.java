/**
 * From bytes to a network's input: {@linkplain doublewin.nn.data.ImageSource sources} of images of any shape, read one by
 * one; normalisation, augmentation, the order of an epoch and its batches.
 *
 * <p>May enter: what is true of images wherever they come from. Files and formats are the business of who runs an experiment.
 */
package doublewin.nn.data;
