package doublewin.dwq.evaluate;

import doublewin.dwq.attack.PgdAttack;
import doublewin.dwq.attack.PgdSettings;
import doublewin.engine.autograd.PreparedWeights;
import doublewin.engine.kernel.Elementwise;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Precision;

/** Attacks blocks of images and has the results classified. */
final class PerturbedImages {
    private final EvaluationSubject subject;
    private final Arena arena = new Arena();
    private final PgdAttack attack;
    private final Classifier classifier;

    PerturbedImages(EvaluationSubject subject, PgdSettings settings, long seed) {
        this.subject = subject;
        // Attack and classifier take turns, and a wide network's prepared weights are half a gigabyte and more.
        PreparedWeights weights = new PreparedWeights();
        this.attack = new PgdAttack(
                subject.network(), settings, subject.loader().normalisation(), seed, subject.pool(), arena, weights);
        this.classifier = new Classifier(subject.network(), subject.pool(), arena, weights);
    }

    /** A block as the network sees it. Valid until the next one. */
    final class Block {
        private final Tensor x;
        private final int[] labels;

        private Block(Tensor x, int[] labels) {
            this.x = x;
            this.labels = labels;
        }

        /** How many of its images are classified correctly. */
        int correct(Precision precision) {
            return classifier.correct(x, labels, precision);
        }
    }

    /** The block as it is. */
    Block unperturbed(ImageBlocks.Block block) {
        return new Block(block.x(), block.labels());
    }

    /** The block perturbed against a precision. */
    Block of(ImageBlocks.Block block, Precision precision) {
        arena.reset();
        Tensor delta = arena.allocate(block.x().shape());
        attack.craft(block.ids(), block.x(), block.labels(), precision, delta);
        Elementwise.add(subject.pool(), block.x(), delta, delta);
        return new Block(delta, block.labels());
    }
}
