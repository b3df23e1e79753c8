package doublewin.peer;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Map;

/** The forward pass in ONNX Runtime, all its optimisations on. */
final class OnnxForward {
    private final OrtSession session;
    private final Map<String, OnnxTensor> input;

    /** Loads the network and checks its logits. */
    OnnxForward(Exported exported, int threads) {
        try {
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            OrtSession.SessionOptions options = new OrtSession.SessionOptions();
            options.setIntraOpNumThreads(threads);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            session = environment.createSession(exported.file("forward", ".onnx"), options);
            long[] shape = {Exported.IMAGES, 3, 32, 32};
            input = Map.of(
                    "images", OnnxTensor.createTensor(environment, FloatBuffer.wrap(exported.images()), shape));
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
        Exported.require("logits", run(), exported.logits());
    }

    float[] run() {
        try (OrtSession.Result result = session.run(input)) {
            float[] logits = new float[Exported.IMAGES * Exported.CLASSES];
            ((OnnxTensor) result.get(0)).getFloatBuffer().get(logits);
            return logits;
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
