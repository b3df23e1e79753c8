package doublewin.experiments.data;

import doublewin.nn.data.ImageSet;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Opens the data that a user names. */
public final class DataSets {

    /** The name of the set that needs no download. */
    public static final String EMBEDDED = "embedded";

    /** Asks for every image of a part. */
    public static final int ALL = 0;

    private DataSets() {}

    /**
     * Opens a data set.
     *
     * @param source {@code embedded}, or the path of CIFAR-10 in its binary format: a folder or a {@code .tar.gz}
     * @param trainImages how many training images, from the first; {@link #ALL} for all
     * @param testImages how many test images, from the first; {@link #ALL} for all
     * @throws IOException if the data are missing, damaged or fewer than asked for; the message is for the user
     */
    public static DataSet open(String source, int trainImages, int testImages) throws IOException {
        if (trainImages < 0 || testImages < 0) {
            throw new IllegalArgumentException("data: " + trainImages + " training and " + testImages
                    + " test images asked for, expected numbers above 0, or 0 for all");
        }
        if (source.equals(EMBEDDED)) {
            return new DataSet(
                    EMBEDDED,
                    EmbeddedSet.train(trainImages == ALL ? EmbeddedSet.TRAIN_IMAGES : trainImages),
                    EmbeddedSet.test(testImages == ALL ? EmbeddedSet.TEST_IMAGES : testImages),
                    EmbeddedSet.classNames());
        }
        DataSet all = Cifar10.read(path(source));
        requireEnough(source, all.train(), trainImages);
        requireEnough(source, all.test(), testImages);
        return all.first(trainImages, testImages);
    }

    private static Path path(String source) throws IOException {
        try {
            return Path.of(source);
        } catch (InvalidPathException e) {
            throw new IOException(
                    "data: \"" + source + "\" is no path; name the folder or archive of CIFAR-10, or \"" + EMBEDDED
                            + "\"",
                    e);
        }
    }

    private static void requireEnough(String source, ImageSet set, int asked) throws IOException {
        if (asked > set.size()) {
            throw new IOException("data: " + asked + " " + set.name() + " asked for, " + source + " has " + set.size()
                    + "; ask for fewer");
        }
    }
}
