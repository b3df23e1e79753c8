/** What makes a network quantised: fake-quantised convolutions, running ranges, switchable batch norm. */
package doublewin.dwq.quant;
