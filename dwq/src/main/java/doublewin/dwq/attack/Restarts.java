package doublewin.dwq.attack;

import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Tensor;

/** Searches again and again with the images that are not done, such as from other starts, and keeps each image's best. */
public final class Restarts {
    private Restarts() {}

    /** One search. */
    @FunctionalInterface
    public interface Search {
        /**
         * Searches for perturbations of some images.
         *
         * @param found is offered what is found
         * @param findings is told of gradients that cannot be followed
         */
        void run(ActiveImages active, int restart, BestFound found, GradientFindings findings);
    }

    /**
     * All restarts.
     *
     * @param adversarial overwritten with the best images that were found
     */
    public static GradientFindings run(ActiveImages all, int restarts, Stop stop, Search search, Tensor adversarial) {
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
            search.run(all.at(toDo), restart, found, findings);
            arena.release(before);
        }
        all.around().show(found.delta(), adversarial);
        arena.release(mark);
        return findings;
    }
}
