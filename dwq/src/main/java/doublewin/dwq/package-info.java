/** The paper's method; here the set of precisions that training and inference draw from. */
package doublewin.dwq;
