package doublewin.dwq.attack.ascent;

import doublewin.dwq.attack.Stop;
import doublewin.dwq.attack.ThreatModel;
import doublewin.engine.random.RandomKey;
import java.util.Locale;
import java.util.SortedMap;

/** What the parameters of these attacks have in common. */
final class Ranges {
    private static final int MAX_RESTARTS = RandomKey.MAX_RESTART + 1;

    private Ranges() {}

    /** Refuses numbers of steps and restarts that make no sense. */
    static void require(String attack, int steps, int restarts) {
        if (steps < 1) {
            throw new IllegalArgumentException(attack + ": expected at least 1 step, found " + steps);
        }
        if (restarts < 1 || restarts > MAX_RESTARTS) {
            throw new IllegalArgumentException(
                    attack + ": expected 1 to " + MAX_RESTARTS + " restarts, found " + restarts);
        }
    }

    /** The end of an attack's name: what tells it apart from its like. */
    static String name(String steps, int restarts, Stop stop) {
        return steps + (restarts > 1 ? " x " + restarts : "") + (stop == Stop.NEVER ? ", to the end" : "");
    }

    /** The parameters by name. */
    static SortedMap<String, String> parameters(ThreatModel threat, int steps, int restarts, Stop stop) {
        SortedMap<String, String> parameters = threat.parameters();
        parameters.put("steps", Integer.toString(steps));
        parameters.put("restarts", Integer.toString(restarts));
        parameters.put("stop", stop.name().toLowerCase(Locale.ROOT));
        return parameters;
    }
}
