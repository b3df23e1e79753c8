/** What is measured and how: pieces of work, the machine's roofs beside them, and medians of ratios. */
package doublewin.bench.measure;
