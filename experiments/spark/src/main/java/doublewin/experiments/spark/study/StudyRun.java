package doublewin.experiments.spark.study;

import doublewin.experiments.config.Settings;

/**
 * A run of a study.
 *
 * @param group of runs that differ in nothing but their seeds: the recipe, and the name of what replaces its settings
 * @param seed of the run
 * @param settings all of them
 */
record StudyRun(String group, long seed, Settings settings) {
    /** The run's name, and that of its folder within the study's. */
    String name() {
        return group + "-seed" + seed;
    }
}
