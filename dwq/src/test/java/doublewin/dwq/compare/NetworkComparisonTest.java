package doublewin.dwq.compare;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.dwq.Images;
import doublewin.dwq.PrecisionSet;
import doublewin.dwq.SmallNetwork;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.Pgd;
import doublewin.dwq.attack.PrecisionModel;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Workspace;
import doublewin.dwq.evaluate.CandidateOutcomes;
import doublewin.dwq.evaluate.EvaluationSubject;
import doublewin.dwq.evaluate.OutcomeEvaluation;
import doublewin.dwq.evaluate.Outcomes;
import doublewin.dwq.quant.NormKind;
import doublewin.dwq.quant.QuantisedParts;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.nn.data.BatchLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A network that quantises. */
class NetworkComparisonTest {
    private static final PrecisionSet SET = PrecisionSet.parse("4,6,8");
    private static final int IMAGES = 37;
    private static final long SEED = 5;
    private static final Pgd ATTACK = new Pgd(new ThreatModel(Ball.LINF, 2), 3, 0.5f, 1);

    private final WorkerPool pool = new WorkerPool(2);
    private final SmallNetwork network =
            new SmallNetwork(new QuantisedParts(NormKind.SWITCHABLE, SET, Numerics.DIRECT), 5);
    private final BatchLoader loader = Images.seenBy(network, SET, SET.get(0), IMAGES, pool);

    @AfterEach
    void close() {
        pool.close();
    }

    private Comparison compare(WorkerPool workers, int... ends) {
        Workspace workspace = new Workspace(workers, new Arena());
        List<PrecisionModel> models = SET.asList().stream()
                .map(precision -> new PrecisionModel(network, SmallNetwork.CLASSES, precision, workspace))
                .toList();
        PrecisionComparison comparison = new PrecisionComparison(SET, models, ATTACK, SEED, SEED + 1, workspace);
        List<Comparison> parts = new ArrayList<>();
        int[] done = new int[1];
        int first = 0;
        for (int end : ends) {
            int[] ids = IntStream.range(first, end).toArray();
            parts.add(comparison.of(Images.attacked(loader, ids), () -> done[0]++));
            first = end;
        }
        assertThat(done[0]).isEqualTo(ends.length * comparison.parts());
        return Comparison.join(parts);
    }

    @Test
    void neitherBatchesNorWorkersChangeABit() {
        Comparison whole = compare(pool, IMAGES);
        try (WorkerPool one = new WorkerPool(1)) {
            Comparison parts = compare(one, 1, 18, IMAGES);
            assertThat(bits(parts)).isEqualTo(bits(whole)).hasSizeGreaterThan(100);
        }
    }

    private static List<Double> bits(Comparison comparison) {
        List<PairValues> all = new ArrayList<>(List.of(
                comparison.gradients().cosine(),
                comparison.gradients().signs(),
                comparison.perturbations().cosine(),
                comparison.perturbations().signs()));
        all.addAll(comparison.segments().losses());
        all.addAll(comparison.segments().correct());
        List<Double> bits = new ArrayList<>();
        for (PairValues values : all) {
            for (double[][] row : values.values()) {
                for (double[] cell : row) {
                    for (double value : cell) {
                        bits.add(value);
                    }
                }
            }
        }
        return bits;
    }

    /** The ends of the segments are the images of the transfer matrix. */
    @Test
    void theEndsAreTheTransferMatrix() {
        OutcomeEvaluation evaluation =
                new OutcomeEvaluation(new EvaluationSubject(network, loader, IMAGES, pool), SET, List.of(ATTACK), SEED);
        Outcomes outcomes = evaluation.emptyTable();
        evaluation.complete(outcomes);
        CandidateOutcomes clean = outcomes.of(Outcomes.CLEAN);
        int[] right = IntStream.range(0, IMAGES)
                .filter(n -> IntStream.range(0, SET.size()).allMatch(q -> clean.isCorrect(q, n)))
                .toArray();
        Segments segments = compare(pool, 16, IMAGES).segments();
        int lost = 0;
        for (int row = 0; row < SET.size(); row++) {
            for (int column = 0; column < SET.size(); column++) {
                CandidateOutcomes shown = outcomes.of(outcomes.attacked(0, column));
                PairValues end = segments.correct().get(row == column ? 0 : Segments.POINTS - 1);
                assertThat(end.images()).isEqualTo(right.length);
                for (int i = 0; i < right.length; i++) {
                    boolean correct = shown.isCorrect(row, right[i]);
                    assertThat(end.values()[row][column][i]).isEqualTo(correct ? 1 : 0);
                    lost += correct ? 0 : 1;
                }
            }
        }
        assertThat(right.length).isPositive();
        assertThat(lost).isPositive();
    }
}
