/** Random precision training; static-precision and full-precision training are sets with one element. */
package doublewin.dwq.train;
