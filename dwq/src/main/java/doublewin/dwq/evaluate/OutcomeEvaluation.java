package doublewin.dwq.evaluate;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.Attack;
import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.Classification;
import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.attack.PrecisionModel;
import doublewin.dwq.attack.Workspace;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.data.BatchLoader;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Evaluates a network: attacks images at each precision, classifies each result at every precision, and enters the
 * outcomes. An image is attacked once for all inference precisions. (The official code attacks anew for every cell of
 * its map.) What is entered for an image depends on no other image, so the work can be split anywhere.
 */
public final class OutcomeEvaluation {
    /** Images computed at once: enough to keep all workers busy, few enough to bound the memory. */
    public static final int IMAGES_AT_ONCE = 64;

    private final EvaluationSubject subject;
    private final PrecisionSet precisions;
    private final List<? extends Attack<? super DifferentiableModel>> attacks;
    private final long seed;
    private final Workspace workspace;
    private final List<PrecisionModel> models;

    /**
     * An evaluation.
     *
     * @param precisions attack and inference precisions
     * @param attacks with distinct names
     * @param seed of all that the attacks draw
     */
    public OutcomeEvaluation(
            EvaluationSubject subject,
            PrecisionSet precisions,
            List<? extends Attack<? super DifferentiableModel>> attacks,
            long seed) {
        this.subject = subject;
        this.precisions = precisions;
        this.attacks = List.copyOf(attacks);
        this.seed = seed;
        this.workspace = new Workspace(subject.pool(), new Arena());
        int classes = subject.loader().source().classes();
        this.models = precisions.asList().stream()
                .map(precision -> new PrecisionModel(subject.network(), classes, precision, workspace))
                .toList();
    }

    /** A table for this evaluation in which nothing is done. */
    public Outcomes emptyTable() {
        return new Outcomes(precisions, attacks.stream().map(Attack::name).toList(), subject.images());
    }

    /**
     * Evaluates those of some images that are not done yet.
     *
     * @param candidate how the images are shown, as {@link Outcomes} counts
     * @param first the first image
     * @param end the image after the last
     * @param outcomes of this evaluation's precisions and images; gets the results, block by block
     * @param progress is told after each block that was evaluated how many of the images are done
     */
    public void complete(int candidate, int first, int end, Outcomes outcomes, IntConsumer progress) {
        CandidateOutcomes entries = outcomes.of(candidate);
        int next = first;
        while (next < end) {
            int last = next;
            boolean isDone = entries.isDone(next);
            while (last < end && last - next < IMAGES_AT_ONCE && entries.isDone(last) == isDone) {
                last++;
            }
            if (!isDone) {
                evaluate(candidate, next, last, outcomes);
                progress.accept(last - first);
            }
            next = last;
        }
    }

    /** Evaluates all that is not done yet, candidate by candidate. */
    public void complete(Outcomes outcomes) {
        for (int candidate = 0; candidate < outcomes.candidates().size(); candidate++) {
            complete(candidate, 0, subject.images(), outcomes, done -> {});
        }
    }

    private void evaluate(int candidate, int first, int end, Outcomes outcomes) {
        workspace.arena().reset();
        Batch batch = batch(first, end);
        Tensor shown = batch.x();
        GradientFindings findings = new GradientFindings();
        if (candidate != Outcomes.CLEAN) {
            int position = outcomes.positionOf(candidate);
            Attack<? super DifferentiableModel> attack = attacks.get(outcomes.attackOf(candidate));
            AttackKeys keys = new AttackKeys(seed, attack.id(), precisions.get(position));
            shown = workspace.arena().allocate(batch.x().shape());
            findings = attack.perturb(models.get(position), batch, keys, workspace, shown);
        }
        boolean[][] correct = new boolean[models.size()][];
        for (int inference = 0; inference < correct.length; inference++) {
            correct[inference] = classify(models.get(inference), shown, batch.labels());
        }
        outcomes.of(candidate).enter(first, correct, findings);
    }

    private Batch batch(int first, int end) {
        BatchLoader loader = subject.loader();
        int[] ids = new int[end - first];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = first + i;
        }
        Tensor x = workspace.arena().allocate(loader.shape(ids.length));
        loader.load(ids, x);
        return new Batch(ids, x, loader.labels(ids), loader.normalisation());
    }

    private boolean[] classify(PrecisionModel model, Tensor x, int[] labels) {
        Arena.Mark mark = workspace.arena().mark();
        Tensor logits = workspace.arena().allocate(Shape.lanes(labels.length, 1, 1, model.classes()));
        model.logits(x, logits);
        boolean[] correct = Classification.correct(logits, labels);
        workspace.arena().release(mark);
        return correct;
    }
}
