package doublewin.experiments.data;

import doublewin.nn.data.Augmentation;
import doublewin.nn.data.BatchLoader;
import doublewin.nn.data.ImageShape;
import doublewin.nn.data.ImageSource;
import doublewin.nn.data.Normalisation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A data set that settings can name: all that is known of it before it is opened. A new one is one class of its own. */
public interface DataSetSpec {
    /** What settings call it, such as {@code cifar10}; lower case. */
    String name();

    /** What results call it, such as {@code CIFAR-10}. */
    String title();

    /** The shape of its images. */
    ImageShape shape();

    /** The class names; a label is a position in this list. */
    List<String> classNames();

    /** How pixels become a network's input. */
    Normalisation normalisation();

    /** How training images are augmented. */
    Augmentation.Rule augmentation();

    /** Whether it is read from files, which {@link #open} must be told. */
    boolean isRead();

    /**
     * Its first images.
     *
     * @param source of a set that is read: a folder or archive; of another, ignored
     * @param trainImages how many training images, at least 1
     * @param testImages how many test images, at least 1
     * @throws IOException if images are missing, damaged or fewer than asked for; the message is for the user
     */
    DataSet open(Path source, int trainImages, int testImages) throws IOException;

    /** Hands its images to a network. */
    default BatchLoader loader(ImageSource images) {
        return new BatchLoader(images, normalisation(), augmentation());
    }
}
