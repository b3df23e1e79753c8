/** Perturbations of images that raise the loss: while training, and to evaluate robustness. */
package doublewin.dwq.attack;
