package doublewin.experiments.evaluate;

import doublewin.dwq.evaluate.CandidateOutcomes;
import doublewin.dwq.evaluate.Outcomes;
import doublewin.experiments.findings.AttackFigures;
import doublewin.experiments.findings.AttackTable;
import doublewin.experiments.statistics.ImageScore;
import doublewin.experiments.statistics.Interval;
import doublewin.experiments.statistics.PairedBootstrap;
import doublewin.experiments.statistics.PoolScores;
import doublewin.experiments.statistics.ResampledMean;
import doublewin.experiments.statistics.WilsonInterval;
import doublewin.experiments.store.Json;
import doublewin.experiments.store.ResultNode;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunFolder.Part;
import doublewin.experiments.store.TransferFiles;
import doublewin.experiments.work.StoppedException;
import doublewin.experiments.work.Workshop;
import doublewin.nn.Precision;
import doublewin.nn.data.ImageSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Attacks a trained run by attacks that are named one by one. Every image is attacked, and each attack stands by itself. */
public final class AttackEvaluation {
    private AttackEvaluation() {}

    /**
     * What the backward passes of one attack leave together: of each image that which suits the attacker.
     *
     * @param title of the attack, by its first backward pass
     * @param accuracy where it is aimed, the mean over these precisions
     */
    public record Lowest(String title, Interval accuracy) {}

    /**
     * What was found.
     *
     * @param outcomes of the clean images and all candidates
     * @param means accuracy averaged over the precisions, by candidate, the clean one first
     * @param lowest of attacks that were run by several backward passes
     */
    public record Result(Outcomes outcomes, List<Interval> means, List<Lowest> lowest) {
        /** Accuracy at the precision that a candidate is aimed at, where it is one. */
        public Optional<Interval> there(int candidate) {
            if (candidate == Outcomes.CLEAN
                    || outcomes.attacked().get(candidate - 1).against().size() > 1) {
                return Optional.empty();
            }
            Precision against = outcomes.attacked().get(candidate - 1).against().get(0);
            int correct =
                    outcomes.of(candidate).correctCount(outcomes.precisions().indexOf(against));
            return Optional.of(WilsonInterval.of(correct, outcomes.images()));
        }

        /**
         * What a candidate leaves to somebody who shows its images again until a draw errs: the images that all precisions
         * have right.
         */
        public Interval unlimitedDraws(int candidate) {
            CandidateOutcomes found = outcomes.of(candidate);
            int precisions = outcomes.precisions().size();
            int left = (int) IntStream.range(0, outcomes.images())
                    .filter(image -> IntStream.range(0, precisions).allMatch(q -> found.isCorrect(q, image)))
                    .count();
            return WilsonInterval.of(left, outcomes.images());
        }
    }

    /**
     * Measures what is not measured yet, and writes {@code attack.json} and {@code attack.csv} into the run's folder.
     *
     * @param backend who computes it
     * @param images all test images to use
     * @throws StoppedException when the user asked to stop
     * @throws IOException if something can't be written; the message is for the user
     */
    public static Result run(
            CandidateSet.OfAttacks attacks,
            Backend backend,
            TrainedNetwork trained,
            ImageSource images,
            Workshop workshop)
            throws IOException {
        MeasuredOutcomes measured = MeasuredOutcomes.of(attacks, backend, trained, images, workshop);
        Outcomes outcomes = measured.outcomes();
        Result result = new Result(
                outcomes, means(outcomes), lowest(outcomes, attacks.backwards().size()));
        write(trained.run(), tree(result, measured));
        return result;
    }

    /** The same figures as JSON and as a table. */
    private static void write(RunFolder run, ObjectNode tree) throws IOException {
        AttackFigures figures = AttackFigures.of(ResultNode.of(run.file(Part.ATTACK), tree));
        run.write(Part.ATTACK, Json.bytes(tree));
        run.write(Part.ATTACK_CSV, AttackTable.csv(figures));
    }

    private static List<Interval> means(Outcomes outcomes) {
        PoolScores scores = new PoolScores(outcomes);
        List<ImageScore> all = new ArrayList<>(List.of(ImageScore.clean(outcomes)));
        outcomes.attacked().forEach(candidate -> all.add(scores.column(candidate)));
        return new PairedBootstrap(outcomes.images())
                .of(all).stream().map(ResampledMean::interval).toList();
    }

    /** Candidates of one attack on one target stand side by side, a backward pass each. */
    private static List<Lowest> lowest(Outcomes outcomes, int backwards) {
        if (backwards < 2) {
            return List.of();
        }
        List<Lowest> lowest = new ArrayList<>();
        for (int first = 1; first <= outcomes.attacked().size(); first += backwards) {
            List<CandidateOutcomes> passes = outcomes.candidates().subList(first, first + backwards);
            int[] rows = outcomes.attacked().get(first - 1).against().asList().stream()
                    .mapToInt(outcomes.precisions()::indexOf)
                    .toArray();
            int[] left = IntStream.range(0, outcomes.images())
                    .map(image -> passes.stream()
                            .mapToInt(pass -> (int) IntStream.of(rows)
                                    .filter(row -> pass.isCorrect(row, image))
                                    .count())
                            .min()
                            .orElseThrow())
                    .toArray();
            lowest.add(new Lowest(outcomes.title(first), interval(new ImageScore(left, rows.length))));
        }
        return lowest;
    }

    private static Interval interval(ImageScore score) {
        return score.whole() == 1
                ? WilsonInterval.of(IntStream.of(score.parts()).sum(), score.images())
                : new PairedBootstrap(score.images())
                        .of(List.of(score))
                        .getFirst()
                        .interval();
    }

    private static ObjectNode tree(Result result, MeasuredOutcomes measured) {
        Outcomes outcomes = result.outcomes();
        ObjectNode tree = measured.origin().toTree();
        tree.set("precisions", Json.tree(TransferFiles.bits(outcomes.precisions())));
        tree.put("images", outcomes.images());
        tree.put("confidence", Interval.CONFIDENCE);
        ArrayNode candidates = tree.putArray("candidates");
        for (int number = 0; number < result.means().size(); number++) {
            ObjectNode candidate =
                    PoolFile.candidate(outcomes, number, result.means().get(number));
            result.there(number).ifPresent(there -> candidate.set("there", PoolFile.interval(there)));
            candidate.set("unlimitedDraws", PoolFile.interval(result.unlimitedDraws(number)));
            candidates.add(candidate);
        }
        if (!result.lowest().isEmpty()) {
            ArrayNode lowest = tree.putArray("lowest");
            for (Lowest one : result.lowest()) {
                lowest.add(PoolFile.interval(one.accuracy()).put("candidate", one.title()));
            }
        }
        return tree;
    }
}
