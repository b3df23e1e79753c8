package doublewin.dwq.evaluate;

import doublewin.dwq.attack.Backward;
import doublewin.dwq.attack.Classification;
import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.EnsembleModel;
import doublewin.dwq.attack.Mixture;
import doublewin.dwq.attack.Workspace;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Precision;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** The network of an evaluation, as its columns classify images and as attackers differentiate it. */
final class Classifiers {
    private final EvaluationSubject subject;
    private final Columns columns;
    private final Workspace workspace;
    private final int classes;
    private final Map<Backward, Map<Precision, DifferentiableModel>> models = new EnumMap<>(Backward.class);

    Classifiers(EvaluationSubject subject, Columns columns, Workspace workspace) {
        this.subject = subject;
        this.columns = columns;
        this.workspace = workspace;
        this.classes = subject.loader().source().classes();
    }

    /** The network at a precision, the same model whenever it is asked for. */
    DifferentiableModel at(Precision precision, Backward backward) {
        return models.computeIfAbsent(backward, _ -> new HashMap<>())
                .computeIfAbsent(precision, _ -> backward.model(subject.network(), classes, precision, workspace));
    }

    /** All precisions that may be drawn, uniformly. */
    Mixture mixture(Backward backward) {
        return Mixture.uniform(columns.precisions().asList().stream()
                .map(precision -> at(precision, backward))
                .toList());
    }

    /** Whether each image is classified correctly: [column][image]. */
    boolean[][] correct(Tensor x, int[] labels) {
        Arena.Mark mark = workspace.arena().mark();
        boolean[][] correct = new boolean[columns.size()][];
        Shape shape = Shape.lanes(labels.length, 1, 1, classes);
        Mixture drawn = mixture(Backward.UNCLIPPED);
        Tensor[] logits = new Tensor[drawn.size()];
        for (int q = 0; q < logits.length; q++) {
            logits[q] = workspace.arena().allocate(shape);
            drawn.members().get(q).logits(x, logits[q]);
            correct[q] = Classification.correct(logits[q], labels);
        }
        for (Twin twin : columns.twins()) {
            Tensor ofTwin = workspace.arena().allocate(shape);
            switch (twin) {
                case ENSEMBLE -> EnsembleModel.combine(logits, drawn.weights(), ofTwin);
                case FULL_PRECISION -> at(Precision.FULL, Backward.UNCLIPPED).logits(x, ofTwin);
            }
            correct[columns.indexOf(twin)] = Classification.correct(ofTwin, labels);
        }
        workspace.arena().release(mark);
        return correct;
    }
}
