package doublewin.experiments.config;

import doublewin.experiments.data.DataSetSpec;
import doublewin.experiments.data.DataSets;
import java.util.stream.Collectors;

/**
 * Which images a network is trained on. They are always augmented as their data set says.
 *
 * @param data name of a data set, such as {@code cifar10}
 * @param trainImages how many of the first training images are used
 */
public record DataSettings(String data, int trainImages) {
    /** Checks name and number; how many images there are, the data set says when it is opened. */
    public DataSettings {
        if (DataSets.named(data).isEmpty()) {
            String known = DataSets.ALL.stream().map(DataSetSpec::name).collect(Collectors.joining(", "));
            throw new SettingException("data", "one of " + known, data);
        }
        Check.atLeastOne("trainImages", trainImages);
    }

    /** What is known of the data set. */
    public DataSetSpec spec() {
        return DataSets.named(data).orElseThrow();
    }
}
