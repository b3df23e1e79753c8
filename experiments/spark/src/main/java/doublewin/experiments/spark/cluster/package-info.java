/** A cluster of Apache Spark: how it is asked for, joined and kept private, and how work is given to it. */
package doublewin.experiments.spark.cluster;
