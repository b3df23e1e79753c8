/** Where images come from: CIFAR-10's files and their download, and the embedded set, which needs neither. */
package doublewin.experiments.data;
