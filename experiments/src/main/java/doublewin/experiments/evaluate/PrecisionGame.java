package doublewin.experiments.evaluate;

import doublewin.dwq.PrecisionMixture;
import doublewin.dwq.PrecisionSet;
import doublewin.dwq.evaluate.BitOps;
import doublewin.dwq.evaluate.Candidate;
import doublewin.dwq.evaluate.CandidateOutcomes;
import doublewin.dwq.evaluate.Outcomes;
import doublewin.engine.io.FormatException;
import doublewin.experiments.config.ResultNames;
import doublewin.experiments.config.Settings;
import doublewin.experiments.data.DataSetSpec;
import doublewin.experiments.findings.FrontPicture;
import doublewin.experiments.findings.GameFigures;
import doublewin.experiments.game.FrontPoint;
import doublewin.experiments.game.GameSolution;
import doublewin.experiments.game.HeldOutGame;
import doublewin.experiments.game.HeldOutPool;
import doublewin.experiments.game.MatrixGame;
import doublewin.experiments.game.PayoffTable;
import doublewin.experiments.game.PoolGame;
import doublewin.experiments.plot.SvgRenderer;
import doublewin.experiments.store.Json;
import doublewin.experiments.store.OutcomesFile;
import doublewin.experiments.store.ResultNode;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunFolder.Part;
import doublewin.experiments.store.TransferFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The game between precisions that a run's outcomes make.
 *
 * @param matrix the restricted game: one attack, one attack precision for all images
 * @param heldOut the same, with mixtures judged on images that they were not fitted on
 * @param pool the game in which the attacker picks any of the outcomes' candidates image by image
 * @param poolUniform what a uniform defender is left with in that game
 * @param poolHeldOut that game, with mixtures judged on images that they were not fitted on
 * @param front accuracies of the restricted game by cost, in honest bit operations an image
 * @param costs of the mixtures
 * @param again the game against an attacker who attacks the optimal mixtures anew, where it was played
 */
public record PrecisionGame(
        GameSolution matrix,
        HeldOutGame heldOut,
        PoolGame.Solution pool,
        double poolUniform,
        HeldOutPool poolHeldOut,
        List<FrontPoint> front,
        Costs costs,
        Optional<AttackedAgain> again) {

    /** Bit operations an image that mixtures are expected to cost: as the paper counts, and honestly. */
    public record Costs(double uniformPublished, double uniformHonest, double mixturePublished, double mixtureHonest) {}

    /**
     * Solves the game of the outcomes that a run holds, and writes {@code game.json} and {@code game.svg}.
     *
     * @param run whose disk may be another one than that of its outcomes
     * @param part which of its tables
     * @param again what was found beside it, of the same table, which is then taken from there: the run's own may be elsewhere
     * @throws IOException if there are none, or not all that were asked for; the message is for the user
     */
    public static PrecisionGame run(RunFolder run, Part part, Optional<AttackedAgain> again) throws IOException {
        Settings settings = run.settings();
        OutcomesFile.Stored stored = again.isPresent() ? again.get().measured() : OutcomesFile.readMap(run, part);
        Outcomes outcomes = stored.outcomes();
        if (!outcomes.isComplete()) {
            throw new IOException(run.file(part) + " holds " + outcomes.doneCount() + " of " + outcomes.totalCount()
                    + " outcomes; the command that measured them goes on from there");
        }
        if (outcomes.images() < HeldOutGame.FEWEST) {
            throw new IOException(run.file(part) + " is of " + outcomes.images() + " images, expected at least "
                    + HeldOutGame.FEWEST + " to halve; measure more");
        }
        PrecisionGame game = of(outcomes, settings, again);
        ObjectNode tree = stored.origin().toTree();
        tree.put("images", outcomes.images());
        tree.setAll(game.tree(outcomes.precisions()));
        GameFigures figures = GameFigures.of(ResultNode.of(run.file(Part.GAME), tree));
        run.write(Part.GAME, Json.bytes(tree));
        run.write(Part.GAME_SVG, SvgRenderer.render(FrontPicture.of(ResultNames.of(settings), figures)));
        return game;
    }

    /**
     * The defender's mixture that a game's file holds: that against the strongest attacker in it.
     *
     * @param precisions that it must be of
     * @throws IOException if it can't be read or is of others; the message is for the user
     */
    public static PrecisionMixture mixture(Path file, PrecisionSet precisions) throws IOException {
        JsonNode game = Json.read(file);
        List<String> rows =
                game.path("inference").valueStream().map(JsonNode::asString).toList();
        List<String> expected = TransferFiles.labels(precisions);
        if (!rows.equals(expected)) {
            throw new FormatException(file, "a game of the precisions " + expected, "one of " + rows);
        }
        JsonNode defender = Stream.of("/attackedAgain/defender", "/candidateByImage/defender", "/defender")
                .map(game::at)
                .filter(JsonNode::isArray)
                .findFirst()
                .orElse(Json.object());
        try {
            return PrecisionMixture.of(
                    precisions, defender.valueStream().map(JsonNode::asDouble).toList());
        } catch (IllegalArgumentException | JacksonException e) {
            throw new FormatException(file, "the defender's mixture", e.getMessage());
        }
    }

    private static PrecisionGame of(Outcomes outcomes, Settings settings, Optional<AttackedAgain> again) {
        PrecisionSet precisions = outcomes.precisions();
        List<CandidateOutcomes> columns = map(outcomes);
        List<String> names = TransferFiles.labels(precisions);
        double[][] payoffs = new double[precisions.size()][columns.size()];
        for (int row = 0; row < payoffs.length; row++) {
            for (int column = 0; column < columns.size(); column++) {
                payoffs[row][column] = (double) columns.get(column).correctCount(row) / outcomes.images();
            }
        }
        HeldOutGame heldOut = HeldOutGame.of(
                outcomes.images(),
                precisions.size(),
                columns.size(),
                (image, row, column) -> columns.get(column).isCorrect(row, image) ? 1 : 0);
        PoolGame pool = new PoolGame(outcomes);
        DataSetSpec data = settings.data().spec();
        BitOps cost = BitOps.of(parts -> settings.network().build(parts, data), data.shape());
        double[] costs = precisions.asList().stream().mapToDouble(cost::honest).toArray();
        GameSolution solution = GameSolution.of(new PayoffTable(names, names, payoffs));
        PrecisionMixture uniform = PrecisionMixture.uniform(precisions);
        PrecisionMixture optimal = PrecisionMixture.of(
                precisions,
                DoubleStream.of(solution.equilibrium().defender()).boxed().toList());
        return new PrecisionGame(
                solution,
                heldOut,
                pool.solve(),
                pool.value(MatrixGame.uniform(precisions.size())),
                HeldOutPool.of(pool),
                FrontPoint.front(new MatrixGame(payoffs), costs),
                new Costs(cost.published(uniform), cost.honest(uniform), cost.published(optimal), cost.honest(optimal)),
                again);
    }

    /** The candidates of the attack that comes first, one for each precision. */
    private static List<CandidateOutcomes> map(Outcomes outcomes) {
        String attack = outcomes.attacked().getFirst().attack();
        List<CandidateOutcomes> columns = new ArrayList<>();
        outcomes.precisions()
                .asList()
                .forEach(precision -> columns.add(outcomes.of(outcomes.indexOf(Candidate.at(attack, precision)))));
        return columns;
    }

    private ObjectNode tree(PrecisionSet precisions) {
        ObjectNode tree = tree(matrix);
        tree.set("valueInterval", PoolFile.interval(heldOut.value()));
        tree.set("onUnseenImages", unseen(heldOut.mixture(), heldOut.uniform(), heldOut.bestFixed()));
        ObjectNode bitOps = tree.putObject("bitOps");
        bitOps.putObject("uniform").put("published", costs.uniformPublished()).put("honest", costs.uniformHonest());
        bitOps.putObject("defender").put("published", costs.mixturePublished()).put("honest", costs.mixtureHonest());
        ObjectNode byImage = tree.putObject("candidateByImage");
        byImage.put("value", pool.value()).put("uniformValue", poolUniform);
        byImage.set("defender", Json.tree(pool.defender()));
        byImage.put("gap", pool.gap());
        byImage.set("valueInterval", PoolFile.interval(poolHeldOut.value()));
        byImage.set("onUnseenImages", unseen(poolHeldOut.mixture(), poolHeldOut.uniform(), poolHeldOut.bestFixed()));
        again.ifPresent(found -> tree.set("attackedAgain", found.tree()));
        ArrayNode points = tree.putArray("front");
        for (FrontPoint point : front) {
            points.addObject()
                    .put("bitOps", point.cost())
                    .put("guaranteed", point.guaranteed())
                    .set("defender", Json.tree(point.defender()));
        }
        return tree;
    }

    /** What choices guarantee on the half of the images that they were not made on. */
    static ObjectNode unseen(double mixture, double uniform, double bestFixed) {
        return Json.object().put("mixture", mixture).put("uniform", uniform).put("bestFixed", bestFixed);
    }

    /** A table's solution as JSON, in the unit of the table. */
    public static ObjectNode tree(GameSolution solution) {
        ObjectNode tree = Json.object();
        tree.set("inference", Json.tree(solution.inference()));
        tree.set("attacks", Json.tree(solution.attack()));
        tree.put("uniformValue", solution.uniformValue());
        tree.put("attackerBestResponse", solution.attackerBestResponse());
        tree.put("value", solution.equilibrium().value());
        tree.set("defender", Json.tree(solution.equilibrium().defender()));
        tree.set("attacker", Json.tree(solution.equilibrium().attacker()));
        tree.put("bestFixed", solution.bestFixed());
        tree.put("bestFixedPrecision", solution.inference().get(solution.bestFixedRow()));
        tree.put("dualityGap", solution.equilibrium().dualityGap());
        return tree;
    }
}
