package doublewin.experiments.evaluate;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.evaluate.Attacked;
import doublewin.dwq.evaluate.Candidate;
import doublewin.dwq.evaluate.Columns;
import doublewin.dwq.evaluate.Crafting;
import doublewin.dwq.evaluate.EvaluationSubject;
import doublewin.dwq.evaluate.OutcomeEvaluation;
import doublewin.dwq.evaluate.Outcomes;
import doublewin.experiments.config.ResultNames;
import doublewin.experiments.config.Settings;
import doublewin.experiments.findings.ChainPicture;
import doublewin.experiments.findings.PoolFigures;
import doublewin.experiments.findings.PoolTable;
import doublewin.experiments.plot.Figure;
import doublewin.experiments.plot.SvgRenderer;
import doublewin.experiments.statistics.PoolStatistics;
import doublewin.experiments.store.Json;
import doublewin.experiments.store.ResultNode;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.work.StoppedException;
import doublewin.experiments.work.Workshop;
import doublewin.nn.data.ImageSource;
import java.io.IOException;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Attacks a trained run by all candidates of a {@link Tier}, and tells what is left by what the attacker knows. */
public final class PoolEvaluation {
    private PoolEvaluation() {}

    /**
     * What was found.
     *
     * @param outcomes of all candidates
     * @param statistics of the pool that they make
     */
    public record Result(Outcomes outcomes, PoolStatistics statistics) {}

    /**
     * Measures what is not measured yet, and writes the tier's files into the run's folder.
     *
     * @param backend who computes outcomes
     * @param images all test images to use
     * @param evidence whether the worst image of each is kept, see {@link Evidence}
     * @throws StoppedException when the user asked to stop
     * @throws IOException if something can't be written; the message is for the user
     */
    public static Result run(
            Tier tier, Backend backend, TrainedNetwork trained, ImageSource images, boolean evidence, Workshop workshop)
            throws IOException {
        Settings settings = trained.settings();
        PrecisionSet precisions = settings.evaluation().precisions();
        ThreatModel threat = settings.evaluation().attack().threat();
        CandidateSet candidates = new CandidateSet.OfTier(tier);
        MeasuredOutcomes measured = MeasuredOutcomes.of(candidates, backend, trained, images, workshop);
        List<Candidate> map = precisions.asList().stream()
                .map(precision -> Candidate.at(Tier.map(threat).name(), precision))
                .toList();
        PoolStatistics statistics = PoolStatistics.of(measured.outcomes(), map);
        write(tier, trained, PoolFile.tree(measured.outcomes(), statistics, measured.origin()));
        if (evidence) {
            OutcomeEvaluation again = candidates.evaluation(settings, trained.on(images, workshop.pool()));
            new Evidence(trained, images, again, measured, workshop).write(tier);
        }
        return new Result(measured.outcomes(), statistics);
    }

    /** An evaluation by candidates of a pool. */
    static OutcomeEvaluation evaluation(
            Columns columns, List<Crafting> craftings, Settings settings, EvaluationSubject subject) {
        return new OutcomeEvaluation(subject, columns, Attacked.RIGHT_SOMEWHERE, craftings, settings.seed());
    }

    /** The same figures as JSON, as a table and as a picture. */
    private static void write(Tier tier, TrainedNetwork trained, ObjectNode tree) throws IOException {
        RunFolder run = trained.run();
        PoolFigures figures = PoolFigures.of(ResultNode.of(run.file(tier.evaluation()), tree));
        String title = ResultNames.of(trained.settings());
        Figure chain = ChainPicture.of(title, trained.caveat(), figures, List.of(figures));
        run.write(tier.evaluation(), Json.bytes(tree));
        run.write(tier.table(), PoolTable.csv(figures));
        run.write(tier.picture(), SvgRenderer.render(chain));
    }
}
