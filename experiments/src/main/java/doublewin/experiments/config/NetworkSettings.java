package doublewin.experiments.config;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.quant.NormKind;
import doublewin.dwq.quant.QuantisedParts;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.experiments.data.DataSetSpec;
import doublewin.nn.FeatureNetwork;
import doublewin.nn.Layer;
import doublewin.nn.Module;
import doublewin.nn.NetworkParts;
import java.util.stream.Collectors;
import tools.jackson.databind.EnumNamingStrategies.KebabCaseStrategy;
import tools.jackson.databind.annotation.EnumNaming;

/**
 * What is trained.
 *
 * @param network name of an architecture, such as {@code wrn}
 * @param depth of an architecture that has a choice of depths
 * @param width factor of an architecture that has one
 * @param norm one batch norm for all precisions, or one a precision
 * @param numerics algorithms of the convolutions, in training and attacks alike
 * @param trainPrecisions precision set that training draws from, such as {@code 4..16} or {@code full}
 */
public record NetworkSettings(
        String network, int depth, int width, Norm norm, Numerics numerics, String trainPrecisions) {

    /** How activations are normalised. */
    @EnumNaming(KebabCaseStrategy.class)
    public enum Norm {
        /** One batch norm a precision. */
        SWITCHABLE,
        /** One batch norm for all. */
        ORDINARY
    }

    /** Checks name and ranges. */
    public NetworkSettings {
        String name = network;
        NetworkSpec spec = Networks.named(network)
                .orElseThrow(() -> new SettingException(
                        "network",
                        "one of " + Networks.ALL.stream().map(NetworkSpec::name).collect(Collectors.joining(", ")),
                        name));
        spec.check(depth, width);
        trainPrecisions = EvaluationProtocol.precisions("trainPrecisions", trainPrecisions)
                .toString();
    }

    /** The architecture. */
    public NetworkSpec spec() {
        return Networks.named(network).orElseThrow();
    }

    /** The precisions that training draws from, and that switchable batch norm has branches for. */
    public PrecisionSet precisions() {
        return PrecisionSet.parse(trainPrecisions);
    }

    /** The network for a data set, whose weights are still to be loaded or initialised. */
    public Layer build(DataSetSpec data) {
        return build(parts(), data);
    }

    private NetworkParts parts() {
        NormKind kind = switch (norm) {
            case SWITCHABLE -> NormKind.SWITCHABLE;
            case ORDINARY -> NormKind.ORDINARY;
        };
        return new QuantisedParts(kind, precisions(), numerics);
    }

    /** What such a network shows its classifier. */
    public FeatureNetwork features(DataSetSpec data, Module network) {
        return FeatureNetwork.of(parts -> build(parts, data), parts(), network);
    }

    /** The same of other parts. */
    public Layer build(NetworkParts parts, DataSetSpec data) {
        return spec().build(parts, depth, width, data.shape(), data.classNames().size());
    }
}
