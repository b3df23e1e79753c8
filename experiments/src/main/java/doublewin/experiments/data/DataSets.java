package doublewin.experiments.data;

import doublewin.nn.data.ImageSet;
import java.io.IOException;
import java.nio.file.Path;

/** Opens data sets. */
public final class DataSets {

    /** The name of the set that needs no download. */
    public static final String EMBEDDED = "embedded";

    private DataSets() {}

    /** The first images of the set that needs no download. */
    public static DataSet embedded(int trainImages, int testImages) {
        return new DataSet(
                EMBEDDED, EmbeddedSet.train(trainImages), EmbeddedSet.test(testImages), EmbeddedSet.classNames());
    }

    /**
     * The first images of CIFAR-10.
     *
     * @param source CIFAR-10 in its binary format: a folder or a {@code .tar.gz}
     * @param trainImages how many training images, from the first
     * @param testImages how many test images, from the first
     * @throws IOException if the data are missing, damaged or fewer than asked for; the message is for the user
     */
    public static DataSet cifar10(Path source, int trainImages, int testImages) throws IOException {
        DataSet all = Cifar10.read(source);
        requireEnough(source, all.train(), trainImages);
        requireEnough(source, all.test(), testImages);
        return all.first(trainImages, testImages);
    }

    private static void requireEnough(Path source, ImageSet set, int asked) throws IOException {
        if (asked > set.size()) {
            throw new IOException("data: " + asked + " " + set.name() + " asked for, " + source + " has " + set.size()
                    + "; ask for fewer");
        }
    }
}
