/** Where measurements and studies on Apache Spark start. */
package doublewin.experiments.spark;
