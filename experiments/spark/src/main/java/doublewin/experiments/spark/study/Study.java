package doublewin.experiments.spark.study;

import doublewin.experiments.config.Recipes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A study: each of its recipes with each of its settings and each of its seeds is a run.
 *
 * @param recipes at least one, each once
 * @param settings name to what replaces settings of the recipe; at least one, of which one may have an empty name
 * @param seeds at least one, each once
 */
record Study(List<String> recipes, Map<String, Map<String, String>> settings, List<Long> seeds) {
    /**
     * All runs, those of a group one after the other.
     *
     * @throws doublewin.experiments.config.SettingException if there is no such recipe or setting, or a value can't be
     */
    List<StudyRun> runs() {
        List<StudyRun> runs = new ArrayList<>();
        for (String recipe : recipes) {
            settings.forEach((name, replaced) -> {
                String group = name.isEmpty() ? recipe : recipe + "-" + name;
                seeds.forEach(seed -> runs.add(new StudyRun(group, seed, Recipes.resolve(recipe, replaced, seed))));
            });
        }
        return runs;
    }
}
