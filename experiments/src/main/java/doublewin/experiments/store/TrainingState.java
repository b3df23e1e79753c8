package doublewin.experiments.store;

import doublewin.dwq.train.TrainingPosition;

/**
 * Where a training stands, apart from tensors.
 *
 * @param position of the next iteration
 * @param judgedEpochs epochs after which the weights were judged, where the best are selected
 * @param bestCorrect robust images of the best weights so far; -1 before any were judged
 */
public record TrainingState(TrainingPosition position, int judgedEpochs, int bestCorrect) {
    /** Before the first iteration. */
    public static final TrainingState START = new TrainingState(TrainingPosition.START, 0, -1);
}
