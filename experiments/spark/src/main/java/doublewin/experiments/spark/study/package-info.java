/** Studies: recipes, seeds and settings, each combination a run that is trained and mapped by one of many machines. */
package doublewin.experiments.spark.study;
