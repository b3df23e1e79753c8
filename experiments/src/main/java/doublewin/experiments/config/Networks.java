package doublewin.experiments.config;

import java.util.List;
import java.util.Optional;

/** The architectures that settings can name. */
public final class Networks {
    /** All of them; a new one is entered here. */
    public static final List<NetworkSpec> ALL = List.of(new WideResNetSpec(), new PreActResNet18Spec());

    private Networks() {}

    /** The architecture of this name, if there is one. */
    public static Optional<NetworkSpec> named(String name) {
        return ALL.stream().filter(spec -> spec.name().equals(name)).findFirst();
    }
}
