/** Clean and robust accuracy, the transfer matrix between precisions, random precision inference. */
package doublewin.dwq.evaluate;
