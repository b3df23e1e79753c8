package doublewin.experiments.config;

import doublewin.nn.Initialisation;
import doublewin.nn.Layer;
import doublewin.nn.NetworkParts;
import doublewin.nn.PreActResNet18;
import doublewin.nn.data.ImageShape;
import java.util.Map;
import java.util.Set;

/** {@link PreActResNet18}, as settings name it. There is one of it: depth and width are passed over. */
final class PreActResNet18Spec implements NetworkSpec {
    @Override
    public String name() {
        return "preactresnet18";
    }

    @Override
    public Set<String> heeded() {
        return Set.of();
    }

    @Override
    public void check(int depth, int width) {}

    @Override
    public Layer build(NetworkParts parts, int depth, int width, ImageShape images, int classes) {
        return new PreActResNet18(parts, images, classes);
    }

    @Override
    public void initialise(Layer network, long seed) {
        Initialisation.PRE_ACT_RES_NET.apply(network, seed);
    }

    @Override
    public String label(int depth, int width) {
        return "PreActResNet18";
    }

    @Override
    public Map<String, String> identity(int depth, int width) {
        return Map.of();
    }
}
