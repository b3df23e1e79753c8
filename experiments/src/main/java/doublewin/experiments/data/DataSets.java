package doublewin.experiments.data;

import java.util.List;
import java.util.Optional;

/** The data sets that settings can name. */
public final class DataSets {
    /** All of them; a new one is entered here. */
    public static final List<DataSetSpec> ALL = List.of(new EmbeddedData(), new Cifar10Data());

    private DataSets() {}

    /** The data set of this name, if there is one. */
    public static Optional<DataSetSpec> named(String name) {
        return ALL.stream().filter(spec -> spec.name().equals(name)).findFirst();
    }
}
