package doublewin.experiments.evaluate;

import doublewin.dwq.evaluate.OutcomeEvaluation;
import doublewin.dwq.evaluate.Outcomes;
import doublewin.experiments.work.Workshop;
import doublewin.nn.data.ImageSource;
import java.util.function.Consumer;

/** Computes outcomes by the threads of this process. */
public final class LocalBackend implements Backend {
    @Override
    public void complete(
            CandidateSet candidates,
            TrainedNetwork trained,
            ImageSource images,
            Outcomes outcomes,
            Workshop workshop,
            Consumer<String> entered) {
        complete(candidates.evaluation(trained.settings(), trained.on(images, workshop.pool())), outcomes, entered);
    }

    /** Evaluates what a table lacks, candidate by candidate and block by block. */
    static void complete(OutcomeEvaluation evaluation, Outcomes outcomes, Consumer<String> entered) {
        for (int candidate = 0; candidate < outcomes.candidates().size(); candidate++) {
            String title = outcomes.title(candidate);
            evaluation.complete(candidate, 0, outcomes.images(), outcomes, done -> entered.accept(title));
        }
    }
}
