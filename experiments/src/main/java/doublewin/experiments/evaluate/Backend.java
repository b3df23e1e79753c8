package doublewin.experiments.evaluate;

import doublewin.dwq.evaluate.Outcomes;
import doublewin.experiments.work.Workshop;
import doublewin.nn.data.ImageSource;
import java.io.IOException;
import java.util.function.Consumer;

/** Who computes outcomes: this process, or others. What they find is the same, to the bit. */
public interface Backend {
    /**
     * Evaluates what a table lacks.
     *
     * @param candidates of the table
     * @param trained whose outcomes they are
     * @param images all of the table's
     * @param outcomes get the results, some images at a time
     * @param entered is told after each entry, by the thread that asked for the work, whose images were entered; what it
     *     throws ends the work
     * @throws IOException if the work can't be done; the message is for the user
     */
    void complete(
            CandidateSet candidates,
            TrainedNetwork trained,
            ImageSource images,
            Outcomes outcomes,
            Workshop workshop,
            Consumer<String> entered)
            throws IOException;
}
