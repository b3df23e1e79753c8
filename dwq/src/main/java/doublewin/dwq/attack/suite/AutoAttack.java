package doublewin.dwq.attack.suite;

import doublewin.dwq.attack.Attack;
import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.Classification;
import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.attack.ImageLanes;
import doublewin.dwq.attack.Stop;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Workspace;
import doublewin.dwq.attack.ascent.Apgd;
import doublewin.dwq.attack.ascent.ApgdTargeted;
import doublewin.dwq.attack.ascent.AscentLoss;
import doublewin.dwq.attack.distance.FabTargeted;
import doublewin.dwq.attack.query.Square;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.stream.IntStream;

/**
 * AutoAttack (Croce and Hein, 2020) in the Linf ball: attacks one after the other, each on the images that withstood those
 * before it. An image that withstands all of them is returned as the attack left it that came nearest, by the margin. (The
 * authors' code returns it clean.)
 *
 * @param threat model; its ball is Linf
 * @param version which attacks
 */
public record AutoAttack(ThreatModel threat, Version version) implements Attack<DifferentiableModel> {
    /** Which attacks are run. */
    public enum Version {
        /** APGD-CE, APGD-T, FAB-T, Square: what is reported by that name. */
        STANDARD,
        /** APGD-CE and APGD-DLR with 5 restarts, Square, APGD-T, FAB-T. (The authors' has FAB untargeted as well.) */
        PLUS
    }

    private static final int ID_STANDARD = 22;
    private static final int ID_PLUS = 23;
    private static final int MANY = 5;

    @Override
    public String name() {
        return version == Version.STANDARD ? "AutoAttack" : "AutoAttack-plus without FAB";
    }

    @Override
    public int id() {
        return version == Version.STANDARD ? ID_STANDARD : ID_PLUS;
    }

    @Override
    public SortedMap<String, String> parameters() {
        SortedMap<String, String> parameters = threat.parameters();
        parameters.put("version", version.name().toLowerCase(Locale.ROOT));
        return parameters;
    }

    /** The attacks in their order. */
    public List<Attack<? super DifferentiableModel>> parts() {
        Stop stop = Stop.WHEN_FOOLED;
        ApgdTargeted targeted = new ApgdTargeted(threat, Apgd.STEPS, stop);
        FabTargeted fab = new FabTargeted(threat, FabTargeted.STEPS, stop);
        Square square = new Square(threat, Square.QUERIES, stop);
        return switch (version) {
            case STANDARD ->
                List.of(new Apgd(threat, AscentLoss.CROSS_ENTROPY, Apgd.STEPS, 1, stop), targeted, fab, square);
            case PLUS ->
                List.of(
                        new Apgd(threat, AscentLoss.CROSS_ENTROPY, Apgd.STEPS, MANY, stop),
                        new Apgd(threat, AscentLoss.RATIO, Apgd.STEPS, MANY, stop),
                        square,
                        targeted,
                        fab);
        };
    }

    @Override
    public GradientFindings perturb(
            DifferentiableModel model, Batch batch, AttackKeys keys, Workspace workspace, Tensor adversarial) {
        return new Cascade(parts()).perturb(model, batch, keys, workspace, adversarial);
    }

    /**
     * Attacks on what those before left.
     *
     * @param parts the attacks
     */
    record Cascade(List<Attack<? super DifferentiableModel>> parts) {
        GradientFindings perturb(
                DifferentiableModel model, Batch batch, AttackKeys keys, Workspace workspace, Tensor adversarial) {
            GradientFindings findings = new GradientFindings();
            double[] margins = new double[batch.images().length];
            Arrays.fill(margins, Double.POSITIVE_INFINITY);
            int[] left = IntStream.range(0, margins.length).toArray();
            for (Attack<? super DifferentiableModel> part : parts) {
                if (left.length == 0) {
                    break;
                }
                Arena.Mark mark = workspace.arena().mark();
                Batch some = batch.at(left, workspace);
                Tensor tried = workspace.arena().allocate(some.x().shape());
                GradientFindings found = part.perturb(model, some, keys.withAttack(part.id()), workspace, tried);
                findings.addAll(found, left);
                left = keep(model, some, tried, left, margins, adversarial, workspace);
                workspace.arena().release(mark);
            }
            return findings;
        }

        /** Keeps what is better than before; returns the images that are still classified correctly. */
        private static int[] keep(
                DifferentiableModel model,
                Batch some,
                Tensor tried,
                int[] left,
                double[] margins,
                Tensor adversarial,
                Workspace workspace) {
            Tensor logits = workspace.arena().allocate(Shape.lanes(left.length, 1, 1, model.classes()));
            model.logits(tried, logits);
            double[] theirs = new double[left.length];
            Classification.margins(logits, some.labels(), theirs);
            boolean[] correct = Classification.correct(logits, some.labels());
            for (int i = 0; i < left.length; i++) {
                if (!correct[i] || theirs[i] < margins[left[i]]) {
                    margins[left[i]] = theirs[i];
                    ImageLanes.copy(tried, i, adversarial, left[i]);
                }
            }
            return IntStream.range(0, left.length)
                    .filter(i -> correct[i])
                    .map(i -> left[i])
                    .toArray();
        }
    }
}
