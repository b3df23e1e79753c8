package doublewin.experiments.data;

import doublewin.nn.data.ImageSource;
import java.util.List;

/**
 * Training and test images of one origin.
 *
 * @param name what results say of the data's origin, as {@link DataSetSpec#name}
 * @param classNames a label is a position in this list
 * @param differences from the published files, a sentence each; none where they are those, or where there are none
 */
public record DataSet(
        String name, ImageSource train, ImageSource test, List<String> classNames, List<String> differences) {

    /** Images without published files. */
    public DataSet(String name, ImageSource train, ImageSource test, List<String> classNames) {
        this(name, train, test, classNames, List.of());
    }

    /** Checks that there is a name for every class. */
    public DataSet {
        classNames = List.copyOf(classNames);
        differences = List.copyOf(differences);
        for (ImageSource images : List.of(train, test)) {
            if (images.classes() != classNames.size()) {
                throw new IllegalArgumentException("data set " + name + ": " + images.name() + " have "
                        + images.classes() + " classes, expected " + classNames.size());
            }
        }
    }

    /** What identifies the data in a result: the SHA-256 checksums of the training and the test images. */
    public String checksum() {
        return train.checksum() + "-" + test.checksum();
    }

    /** The first images of both parts. */
    DataSet first(int trainImages, int testImages) {
        return new DataSet(name, train.subset(0, trainImages), test.subset(0, testImages), classNames, differences);
    }
}
