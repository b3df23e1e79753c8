package doublewin.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.Attack;
import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.attack.TargetModel;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Workspace;
import doublewin.dwq.evaluate.EvaluationSubject;
import doublewin.dwq.evaluate.OutcomeEvaluation;
import doublewin.dwq.evaluate.Outcomes;
import doublewin.dwq.evaluate.TransferMatrix;
import doublewin.dwq.quant.NormKind;
import doublewin.dwq.quant.QuantisedParts;
import doublewin.dwq.train.Trainer;
import doublewin.dwq.train.TrainingMethod;
import doublewin.dwq.train.TrainingSettings;
import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.kernel.point.PerturbationBounds;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Tensor;
import doublewin.experiments.config.NetworkSpec;
import doublewin.experiments.data.DataSet;
import doublewin.experiments.data.DataSetSpec;
import doublewin.nn.Initialisation;
import doublewin.nn.Layer;
import doublewin.nn.Module;
import doublewin.nn.NetworkParts;
import doublewin.nn.NetworkParts.ConvolutionSpec;
import doublewin.nn.NetworkParts.PrecisionRole;
import doublewin.nn.Pass;
import doublewin.nn.Precision;
import doublewin.nn.StateVisitor;
import doublewin.nn.data.Augmentation;
import doublewin.nn.data.ImageSet;
import doublewin.nn.data.ImageShape;
import doublewin.nn.data.Normalisation;
import doublewin.nn.optimise.MultiStepSchedule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A new data set, a new network and a new attack are one class each, beside the list that names them to settings. */
class NewcomersTest {
    /** Small grey images; the brighter, the higher the class. */
    private static final class Grey implements DataSetSpec {
        @Override
        public String name() {
            return "grey";
        }

        @Override
        public String title() {
            return "grey squares";
        }

        @Override
        public ImageShape shape() {
            return new ImageShape(8, 8, 1);
        }

        @Override
        public List<String> classNames() {
            return List.of("dark", "middle", "bright");
        }

        @Override
        public Normalisation normalisation() {
            return new Normalisation(new float[] {0.5f}, new float[] {0.3f});
        }

        @Override
        public Augmentation.Rule augmentation() {
            return Augmentation.Rule.NONE;
        }

        @Override
        public boolean isRead() {
            return false;
        }

        @Override
        public DataSet open(Path source, int trainImages, int testImages) {
            return new DataSet(name(), squares("train", trainImages), squares("test", testImages), classNames());
        }

        private ImageSet squares(String part, int images) {
            byte[] pixels = new byte[images * shape().bytes()];
            int[] labels = new int[images];
            for (int image = 0; image < images; image++) {
                labels[image] = image % 3;
                for (int i = 0; i < shape().bytes(); i++) {
                    pixels[image * shape().bytes() + i] = (byte) (40 + 80 * labels[image] + (image * 7 + i * 13) % 20);
                }
            }
            return new ImageSet(part, shape(), 3, pixels, labels);
        }
    }

    /** A convolution at the precision of the pass, a norm, the mean of each channel, a classifier. */
    private static final class Shallow implements NetworkSpec {
        private static final int CHANNELS = 4;

        private record Network(Layer convolution, Layer norm, Layer pool, Layer classifier) implements Layer {
            @Override
            public Variable forward(Tape tape, Variable x, Precision precision, Pass pass) {
                Variable y = convolution.forward(tape, x, precision, pass);
                y = pool.forward(tape, norm.forward(tape, y, precision, pass), precision, pass);
                return classifier.forward(tape, y, precision, pass);
            }

            @Override
            public void visit(String name, StateVisitor visitor) {
                convolution.visit(Module.join(name, "conv"), visitor);
                norm.visit(Module.join(name, "bn"), visitor);
                classifier.visit(Module.join(name, "fc"), visitor);
            }
        }

        @Override
        public String name() {
            return "shallow";
        }

        @Override
        public Set<String> heeded() {
            return Set.of();
        }

        @Override
        public void check(int depth, int width) {}

        @Override
        public Layer build(NetworkParts parts, int depth, int width, ImageShape images, int classes) {
            return new Network(
                    parts.convolution(new ConvolutionSpec(images.channels(), CHANNELS, 3, 1, PrecisionRole.OF_PASS)),
                    parts.normRelu(CHANNELS),
                    parts.pool(images.height()),
                    parts.classifier(CHANNELS, classes));
        }

        @Override
        public void initialise(Layer network, long seed) {
            Initialisation.WIDE_RES_NET.apply(network, seed);
        }

        @Override
        public String label(int depth, int width) {
            return "shallow";
        }

        @Override
        public Map<String, String> identity(int depth, int width) {
            return Map.of();
        }
    }

    /** Makes every pixel darker by epsilon, as far as it goes: it asks nothing of the model. */
    private record Darken(ThreatModel threat) implements Attack<TargetModel> {
        @Override
        public String name() {
            return "darken";
        }

        @Override
        public int id() {
            return 65_001;
        }

        @Override
        public SortedMap<String, String> parameters() {
            return new TreeMap<>(Map.of("epsilon", Float.toString(threat.epsilon())));
        }

        @Override
        public GradientFindings perturb(
                TargetModel model, Batch batch, AttackKeys keys, Workspace workspace, Tensor adversarial) {
            PerturbationBounds bounds = threat.bounds(batch.normalisation(), 0);
            for (int i = 0; i < adversarial.elements(); i++) {
                adversarial.set(i, Math.max(batch.x().get(i) - bounds.epsilon()[0], bounds.lower()[0]));
            }
            return new GradientFindings();
        }
    }

    @Test
    void theyTrainAttackAndAreMeasuredTogether() throws Exception {
        Grey data = new Grey();
        DataSet images = data.open(Path.of(""), 60, 30);
        Shallow spec = new Shallow();
        PrecisionSet set = PrecisionSet.parse("4,8");
        Layer network = spec.build(
                new QuantisedParts(NormKind.SWITCHABLE, set, Numerics.WINOGRAD),
                0,
                0,
                data.shape(),
                data.classNames().size());
        spec.initialise(network, 1);
        try (WorkerPool pool = new WorkerPool(2)) {
            TrainingSettings settings = new TrainingSettings(
                    TrainingMethod.pgd(2, new ThreatModel(Ball.LINF, 8), 4),
                    set,
                    20,
                    20,
                    new MultiStepSchedule(0.1, 0.9, List.of(), 1),
                    0,
                    1);
            Trainer trainer = new Trainer(network, data.loader(images.train()), settings, pool);
            while (!trainer.isFinished()) {
                trainer.step();
            }
            EvaluationSubject subject = new EvaluationSubject(network, data.loader(images.test()), 30, pool);
            List<Darken> attacks = List.of(new Darken(new ThreatModel(Ball.LINF, 120)));
            OutcomeEvaluation evaluation = new OutcomeEvaluation(subject, set, attacks, 1);
            Outcomes outcomes = evaluation.emptyTable();
            evaluation.complete(outcomes);
            TransferMatrix matrix = TransferMatrix.of(outcomes, 0);
            assertThat(outcomes.attacks()).containsExactly("darken");
            assertThat(matrix.clean()[1]).isGreaterThan(25);
            assertThat(matrix.correct()[1][0]).isLessThan(matrix.clean()[1]);
        }
    }
}
