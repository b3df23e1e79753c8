package doublewin.dwq.attack.mixture;

import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Mixture;
import doublewin.engine.random.RandomStream;
import java.util.Comparator;
import java.util.stream.IntStream;

/** In which order an attack takes a mixture's members: members that are never drawn are left out. */
final class MemberOrder {
    private MemberOrder() {}

    /**
     * The order of one run: by falling weight in run 0, of equals the first one first; in further runs random, the same
     * for all images.
     */
    static int[] of(Mixture mixture, AttackKeys keys, int run) {
        int[] members = IntStream.range(0, mixture.size())
                .filter(q -> mixture.weights()[q] > 0)
                .boxed()
                .sorted(Comparator.comparingDouble(q -> -mixture.weights()[q]))
                .mapToInt(Integer::intValue)
                .toArray();
        if (run == 0) {
            return members;
        }
        int[] order = RandomStream.permutation(keys.of(run, 0), members.length);
        return IntStream.of(order).map(place -> members[place]).toArray();
    }
}
