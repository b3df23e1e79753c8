package doublewin.nn;

import doublewin.engine.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.Map;

/** Names and shapes that a network's architecture calls for, written down in the official order. */
final class ExpectedState {
    private final Map<String, Shape> shapes = new LinkedHashMap<>();

    Map<String, Shape> shapes() {
        return shapes;
    }

    void convolution(String name, int outChannels, int inChannels, int kernel) {
        shapes.put(name + ".weight", Shape.of(outChannels, inChannels, kernel, kernel));
    }

    void norm(String name, int channels) {
        for (String part : new String[] {"weight", "bias", "running_mean", "running_var"}) {
            shapes.put(name + "." + part, Shape.of(channels));
        }
    }

    void classifier(String name, int features, int classes) {
        shapes.put(name + ".weight", Shape.of(classes, features));
        shapes.put(name + ".bias", Shape.of(classes));
    }

    void wideBlock(String name, int inChannels, int outChannels) {
        block(name, inChannels, outChannels, "convShortcut");
    }

    void preActBlock(String name, int inChannels, int outChannels) {
        block(name, inChannels, outChannels, "shortcut");
    }

    private void block(String name, int inChannels, int outChannels, String shortcut) {
        norm(name + ".bn1", inChannels);
        convolution(name + ".conv1", outChannels, inChannels, 3);
        norm(name + ".bn2", outChannels);
        convolution(name + ".conv2", outChannels, outChannels, 3);
        if (inChannels != outChannels) {
            convolution(name + "." + shortcut, outChannels, inChannels, 1);
        }
    }

    /** What the network has. */
    static Map<String, Shape> of(Module network) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        StateDict.of(network).tensors().forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        return shapes;
    }

    /** Copies of all tensors of the network. */
    static Map<String, float[]> values(Module network) {
        Map<String, float[]> values = new LinkedHashMap<>();
        StateDict.of(network).tensors().forEach((name, tensor) -> values.put(name, tensor.toArray()));
        return values;
    }
}
