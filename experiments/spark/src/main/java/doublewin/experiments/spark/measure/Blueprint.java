package doublewin.experiments.spark.measure;

import doublewin.dwq.evaluate.EvaluationSubject;
import doublewin.dwq.evaluate.OutcomeEvaluation;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Tensor;
import doublewin.experiments.config.Settings;
import doublewin.experiments.config.SettingsJson;
import doublewin.experiments.evaluate.CandidateSet;
import doublewin.experiments.evaluate.TrainedNetwork;
import doublewin.experiments.store.Json;
import doublewin.nn.Layer;
import doublewin.nn.StateDict;
import doublewin.nn.WeightsHash;
import doublewin.nn.data.ImageSet;
import doublewin.nn.data.ImageSource;
import java.io.IOException;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/**
 * All that an executor needs to make the driver's evaluation: it reads no file of the run.
 *
 * @param id its own
 * @param settings as JSON, with the protocol of the measurement
 * @param state parameters and buffers of the network, by name
 * @param weights the hash that these have
 * @param pixels of all images, as {@link ImageSource#read} gives them
 * @param labels of all images
 * @param classes of the labels
 * @param imagesDigest the checksum that the images have
 * @param candidates that are evaluated
 */
record Blueprint(
        String id,
        byte[] settings,
        LinkedHashMap<String, float[]> state,
        String weights,
        byte[] pixels,
        int[] labels,
        int classes,
        String imagesDigest,
        CandidateSet candidates)
        implements Serializable {

    static Blueprint of(CandidateSet candidates, TrainedNetwork trained, ImageSource images) {
        LinkedHashMap<String, float[]> state = new LinkedHashMap<>();
        StateDict.of(trained.network()).tensors().forEach((name, tensor) -> state.put(name, tensor.toArray()));
        int bytes = images.shape().bytes();
        byte[] pixels = new byte[Math.multiplyExact(images.size(), bytes)];
        int[] labels = new int[images.size()];
        byte[] one = new byte[bytes];
        for (int image = 0; image < labels.length; image++) {
            images.read(image, one);
            System.arraycopy(one, 0, pixels, image * bytes, bytes);
            labels[image] = images.label(image);
        }
        return new Blueprint(
                UUID.randomUUID().toString(),
                Json.bytes(SettingsJson.toTree(trained.settings())),
                state,
                trained.weights(),
                pixels,
                labels,
                images.classes(),
                images.checksum(),
                candidates);
    }

    /**
     * The evaluation.
     *
     * @throws IOException if what arrived is not what was sent
     */
    OutcomeEvaluation evaluation(WorkerPool pool) throws IOException {
        Settings told = SettingsJson.fromTree(JsonMapper.shared().readTree(settings));
        Layer network = told.build();
        StateDict dict = StateDict.of(network);
        Map<String, Tensor> stored = new LinkedHashMap<>();
        dict.tensors().forEach((name, tensor) -> {
            if (state.containsKey(name)) {
                stored.put(name, Tensor.of(tensor.shape(), state.get(name)));
            }
        });
        dict.load("the driver's network", stored);
        ImageSource images =
                new ImageSet("images of the driver", told.data().spec().shape(), classes, pixels, labels);
        require("weights", weights, WeightsHash.of(network));
        require("images", imagesDigest, images.checksum());
        return candidates.evaluation(
                told, new EvaluationSubject(network, told.data().spec().loader(images), labels.length, pool));
    }

    private static void require(String what, String expected, String found) throws IOException {
        if (!found.equals(expected)) {
            throw new IOException(
                    "other " + what + " arrived than were sent: expected " + expected + ", found " + found);
        }
    }
}
