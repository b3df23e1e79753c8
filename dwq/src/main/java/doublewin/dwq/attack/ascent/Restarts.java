package doublewin.dwq.attack.ascent;

import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.BestFound;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.attack.Stop;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Tensor;

/** Climbs again from other starts, with the images that are not done, and keeps each image's best. */
final class Restarts {
    private Restarts() {}

    /** One climb from a start that it draws. */
    @FunctionalInterface
    interface Climb {
        /** Climbs with some images. */
        void run(ActiveImages active, int restart, BestFound found, GradientFindings findings);
    }

    /**
     * All restarts.
     *
     * @param adversarial overwritten with the best images that were found
     */
    static GradientFindings run(ActiveImages all, int restarts, Stop stop, Climb climb, Tensor adversarial) {
        Arena arena = all.workspace().arena();
        Arena.Mark mark = arena.mark();
        GradientFindings findings = new GradientFindings();
        BestFound found = new BestFound(all.allocate(), stop);
        for (int restart = 0; restart < restarts; restart++) {
            int[] toDo = found.toDo();
            if (toDo.length == 0) {
                break;
            }
            Arena.Mark before = arena.mark();
            climb.run(all.at(toDo), restart, found, findings);
            arena.release(before);
        }
        all.around().show(found.delta(), adversarial);
        arena.release(mark);
        return findings;
    }

    /** Restarts of APGD. */
    static GradientFindings apgd(
            ActiveImages all, int steps, int restarts, Stop stop, AttackKeys keys, Tensor adversarial) {
        Climb climb = (active, restart, found, findings) -> {
            Tensor start = active.allocate();
            RandomStart.surface(active, keys.of(restart, 0), start);
            ApgdAscent.run(active, steps, start, found, findings);
        };
        return run(all, restarts, stop, climb, adversarial);
    }
}
