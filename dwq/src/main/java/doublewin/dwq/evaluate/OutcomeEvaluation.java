package doublewin.dwq.evaluate;

import doublewin.dwq.PrecisionMixture;
import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.Attack;
import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Backward;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.EnsembleModel;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.attack.ImageLanes;
import doublewin.dwq.attack.Mixture;
import doublewin.dwq.attack.Workspace;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Precision;
import doublewin.nn.data.BatchLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Evaluates a network: perturbs images, classifies each result in every column, and enters the outcomes. An image is
 * attacked once for all inference precisions. (The official code attacks anew for every cell of its map.) What is entered
 * for an image depends on no other image, so the work can be split anywhere.
 */
public final class OutcomeEvaluation {
    /** Images computed at once: enough to keep all workers busy, few enough to bound the memory. */
    public static final int IMAGES_AT_ONCE = 64;

    private final EvaluationSubject subject;
    private final Columns columns;
    private final Attacked attacked;
    private final List<Crafting> craftings;
    private final long seed;
    private final Workspace workspace;
    private final Classifiers classifiers;

    /**
     * An evaluation.
     *
     * @param columns who classifies; attacks on mixtures and ensembles are aimed at all precisions of these
     * @param attacked which images the attacks perturb
     * @param craftings how the candidates are made, distinct by name and aim
     * @param seed of all that the attacks draw
     */
    public OutcomeEvaluation(
            EvaluationSubject subject, Columns columns, Attacked attacked, List<Crafting> craftings, long seed) {
        for (Crafting crafting : craftings) {
            if (crafting instanceof Crafting.OnWeightedMixture(var attack, PrecisionMixture drawn)
                    && !drawn.precisions().equals(columns.precisions())) {
                throw new IllegalArgumentException("evaluation: " + attack.name() + " is aimed at a mixture of "
                        + drawn.precisions() + ", the evaluation is over " + columns.precisions());
            }
        }
        this.attacked = attacked;
        this.subject = subject;
        this.columns = columns;
        this.craftings = List.copyOf(craftings);
        this.seed = seed;
        this.workspace = new Workspace(subject.pool(), new Arena());
        this.classifiers = new Classifiers(subject, columns, workspace);
    }

    /**
     * An evaluation by attacks at each precision.
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
        this(subject, Columns.of(precisions), Attacked.ALL, atEachPrecision(precisions, attacks), seed);
    }

    private static List<Crafting> atEachPrecision(
            PrecisionSet precisions, List<? extends Attack<? super DifferentiableModel>> attacks) {
        List<Crafting> craftings = new ArrayList<>();
        for (Attack<? super DifferentiableModel> attack : attacks) {
            for (Precision precision : precisions.asList()) {
                craftings.add(new Crafting.AtPrecision(attack, precision));
            }
        }
        return craftings;
    }

    /** A table for this evaluation in which nothing is done. */
    public Outcomes emptyTable() {
        return new Outcomes(
                columns,
                craftings.stream()
                        .map(crafting -> crafting.candidate(columns.precisions()))
                        .toList(),
                subject.images());
    }

    /**
     * Evaluates those of some images that are not done yet.
     *
     * @param candidate how the images are shown, as {@link Outcomes} counts
     * @param first the first image
     * @param end the image after the last
     * @param outcomes of this evaluation's columns and images; gets the results, block by block
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

    /**
     * Some images as a candidate shows them. They are perturbed anew, to the bits that were evaluated.
     *
     * @param candidate how the images are shown, as {@link Outcomes} counts
     * @param images ids of at most {@link #IMAGES_AT_ONCE} images
     * @return normalised images in lane format
     */
    public Tensor show(int candidate, int[] images) {
        if (images.length < 1 || images.length > IMAGES_AT_ONCE) {
            throw new IllegalArgumentException(
                    "outcomes: expected 1 to " + IMAGES_AT_ONCE + " images to show, found " + images.length);
        }
        workspace.arena().reset();
        Batch batch = batch(images);
        Tensor shown = Tensor.zeros(batch.x().shape());
        if (candidate == Outcomes.CLEAN) {
            shown.copyFrom(batch.x());
        } else {
            perturb(craftings.get(candidate - 1), batch, chosen(batch), shown);
        }
        return shown;
    }

    private void evaluate(int candidate, int first, int end, Outcomes outcomes) {
        workspace.arena().reset();
        Batch batch = batch(IntStream.range(first, end).toArray());
        Tensor shown = batch.x();
        GradientFindings findings = new GradientFindings();
        if (candidate != Outcomes.CLEAN) {
            shown = workspace.arena().allocate(batch.x().shape());
            Crafting crafting = craftings.get(candidate - 1);
            findings = perturb(crafting, batch, chosen(batch, outcomes), shown);
            requireWithin(crafting.attack(), batch, shown);
        }
        outcomes.of(candidate).enter(first, classifiers.correct(shown, batch.labels()), findings);
    }

    /** What lies beyond its threat model must not be counted, whichever attack made it. */
    private static void requireWithin(Attack<?> attack, Batch batch, Tensor shown) {
        for (int n = 0; n < batch.images().length; n++) {
            if (attack.threat().isExceeded(batch, shown, n)) {
                throw new IllegalStateException(attack.name() + ": what it made of image " + batch.images()[n]
                        + " is beyond epsilon, or no image: expected it within " + attack.threat());
            }
        }
    }

    /**
     * Perturbs some images, packed densely; the others stay clean.
     *
     * @param chosen positions of the images that are attacked
     */
    private GradientFindings perturb(Crafting crafting, Batch batch, int[] chosen, Tensor shown) {
        if (chosen.length == batch.images().length) {
            return craft(crafting, Backward.UNCLIPPED, batch, shown);
        }
        GradientFindings findings = new GradientFindings();
        shown.copyFrom(batch.x());
        if (chosen.length > 0) {
            Batch some = batch.at(chosen, workspace);
            Tensor adversarial = workspace.arena().allocate(some.x().shape());
            findings.addAll(craft(crafting, Backward.UNCLIPPED, some, adversarial), chosen);
            int[] sources = IntStream.range(0, chosen.length).toArray();
            ImageLanes.scatter(workspace.pool(), adversarial, sources, shown, chosen);
        }
        return findings;
    }

    /** Positions of the images that are attacked; the table tells it where the clean ones are done. */
    private int[] chosen(Batch batch, Outcomes outcomes) {
        CandidateOutcomes clean = outcomes.of(Outcomes.CLEAN);
        if (attacked == Attacked.ALL || !Arrays.stream(batch.images()).allMatch(clean::isDone)) {
            return chosen(batch);
        }
        return IntStream.range(0, batch.images().length)
                .filter(n -> IntStream.range(0, columns.size())
                        .anyMatch(column -> clean.isCorrect(column, batch.images()[n])))
                .toArray();
    }

    private int[] chosen(Batch batch) {
        IntStream all = IntStream.range(0, batch.images().length);
        if (attacked == Attacked.ALL) {
            return all.toArray();
        }
        boolean[][] right = classifiers.correct(batch.x(), batch.labels());
        return all.filter(n -> Arrays.stream(right).anyMatch(column -> column[n]))
                .toArray();
    }

    private GradientFindings craft(Crafting crafting, Backward backward, Batch batch, Tensor adversarial) {
        int id = crafting.attack().id();
        AttackKeys onAll = new AttackKeys(seed, id, AttackKeys.MIXTURE, backward);
        return switch (crafting) {
            case Crafting.AtPrecision(Attack<? super DifferentiableModel> attack, Precision precision) ->
                attack.perturb(
                        classifiers.at(precision, backward),
                        batch,
                        new AttackKeys(seed, id, precision).withBackward(backward),
                        workspace,
                        adversarial);
            case Crafting.OnMixture(Attack<? super Mixture> attack) ->
                attack.perturb(classifiers.mixture(backward), batch, onAll, workspace, adversarial);
            case Crafting.OnWeightedMixture(Attack<? super Mixture> attack, PrecisionMixture drawn) ->
                attack.perturb(
                        weighted(classifiers.mixture(backward), drawn),
                        batch,
                        AttackKeys.on(seed, id, drawn).withBackward(backward),
                        workspace,
                        adversarial);
            case Crafting.OnEnsemble(Attack<? super DifferentiableModel> attack) ->
                attack.perturb(
                        new EnsembleModel(classifiers.mixture(backward), workspace),
                        batch,
                        onAll,
                        workspace,
                        adversarial);
            case Crafting.By(Crafting other, Backward chosen) -> craft(other, chosen, batch, adversarial);
        };
    }

    /** Its members are those that can come up, so that the others cost no pass. */
    private static Mixture weighted(Mixture members, PrecisionMixture drawn) {
        return new Mixture(
                IntStream.of(drawn.drawn()).mapToObj(members.members()::get).toList(),
                IntStream.of(drawn.drawn())
                        .mapToDouble(q -> drawn.weights().get(q))
                        .toArray());
    }

    private Batch batch(int[] ids) {
        BatchLoader loader = subject.loader();
        Tensor x = workspace.arena().allocate(loader.shape(ids.length));
        loader.load(ids, x);
        return new Batch(ids, x, loader.labels(ids), loader.normalisation());
    }
}
