/** Recipes, and the settings that they resolve to: all that decides the result of a run. */
package doublewin.experiments.recipe;
