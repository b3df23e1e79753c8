package doublewin.experiments.evaluate;

import doublewin.dwq.evaluate.Crafting;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What several craftings have in common. */
final class Craftings {
    private Craftings() {}

    /** All parameters of all attacks: {@code APGD-T.steps} and so on. */
    static SortedMap<String, String> parameters(List<Crafting> craftings) {
        SortedMap<String, String> parameters = new TreeMap<>();
        for (Crafting crafting : craftings) {
            crafting.attack()
                    .parameters()
                    .forEach((name, value) -> parameters.put(crafting.attack().name() + "." + name, value));
        }
        return parameters;
    }
}
