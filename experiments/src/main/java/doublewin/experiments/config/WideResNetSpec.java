package doublewin.experiments.config;

import doublewin.nn.Initialisation;
import doublewin.nn.Layer;
import doublewin.nn.NetworkParts;
import doublewin.nn.WideResNet;
import doublewin.nn.data.ImageShape;
import java.util.Map;
import java.util.Set;

/** {@link WideResNet}, as settings name it. */
final class WideResNetSpec implements NetworkSpec {
    private static final int MAX_WIDTH = 32;

    @Override
    public String name() {
        return "wrn";
    }

    @Override
    public Set<String> heeded() {
        return Set.of("depth", "width");
    }

    @Override
    public void check(int depth, int width) {
        Check.that("depth", depth >= 10 && (depth - 4) % 6 == 0, "6n + 4, at least 10", depth);
        Check.range("width", width, 1, MAX_WIDTH);
    }

    @Override
    public Layer build(NetworkParts parts, int depth, int width, ImageShape images, int classes) {
        return new WideResNet(parts, images, depth, width, classes);
    }

    @Override
    public void initialise(Layer network, long seed) {
        Initialisation.WIDE_RES_NET.apply(network, seed);
    }

    @Override
    public String label(int depth, int width) {
        return "WRN-" + depth + "-" + width;
    }

    @Override
    public Map<String, String> identity(int depth, int width) {
        return Map.of("depth", Integer.toString(depth), "width", Integer.toString(width));
    }
}
