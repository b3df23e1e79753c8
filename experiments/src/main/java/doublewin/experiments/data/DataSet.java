package doublewin.experiments.data;

import doublewin.nn.data.ImageSet;
import java.util.List;

/**
 * Training and test images of one origin.
 *
 * @param name what results say of the data's origin: {@code embedded} or {@code cifar10}
 * @param classNames a label is a position in this list
 */
public record DataSet(String name, ImageSet train, ImageSet test, List<String> classNames) {

    /** Checks that every label has a class. */
    public DataSet {
        classNames = List.copyOf(classNames);
        for (ImageSet set : List.of(train, test)) {
            for (int image = 0; image < set.size(); image++) {
                if (set.label(image) >= classNames.size()) {
                    throw new IllegalArgumentException("data set " + name + ": " + set.name() + " " + image
                            + " has label " + set.label(image) + ", expected one of " + classNames.size() + " classes");
                }
            }
        }
    }

    /** What identifies the data in a result: the SHA-256 checksums of the training and the test images. */
    public String checksum() {
        return train.checksum() + "-" + test.checksum();
    }

    /** The first images of both parts. */
    DataSet first(int trainImages, int testImages) {
        return new DataSet(name, first(train, trainImages), first(test, testImages), classNames);
    }

    private static ImageSet first(ImageSet set, int images) {
        return images == set.size() ? set : set.subset(0, images);
    }
}
