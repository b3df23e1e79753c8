package doublewin.dwq.train;

/**
 * A place between two training iterations.
 *
 * @param epoch of the next iteration, from 0; the number of epochs when training has ended
 * @param iteration of the next iteration within its epoch, from 0
 */
public record TrainingPosition(int epoch, int iteration) {
    /** Before the first iteration. */
    public static final TrainingPosition START = new TrainingPosition(0, 0);
}
