package doublewin.experiments.data;

import doublewin.nn.data.Augmentation;
import doublewin.nn.data.ImageShape;
import doublewin.nn.data.Normalisation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** {@link EmbeddedSet}, as settings name it. */
public final class EmbeddedData implements DataSetSpec {
    /** More do not fit one array of bytes. */
    static final int MAX_IMAGES = Integer.MAX_VALUE / EmbeddedSet.SHAPE.bytes();

    @Override
    public String name() {
        return "embedded";
    }

    @Override
    public String title() {
        return "embedded set";
    }

    @Override
    public ImageShape shape() {
        return EmbeddedSet.SHAPE;
    }

    @Override
    public List<String> classNames() {
        return EmbeddedSet.classNames();
    }

    /** CIFAR-10's, which suits it. */
    @Override
    public Normalisation normalisation() {
        return Normalisation.CIFAR10;
    }

    @Override
    public Augmentation.Rule augmentation() {
        return Augmentation.Rule.CROP_AND_FLIP;
    }

    @Override
    public boolean isRead() {
        return false;
    }

    @Override
    public DataSet open(Path source, int trainImages, int testImages) throws IOException {
        if (Math.max(trainImages, testImages) > MAX_IMAGES) {
            throw new IOException(
                    "data: " + Math.max(trainImages, testImages) + " images of the embedded set asked for, at most "
                            + MAX_IMAGES + " fit the memory; ask for fewer");
        }
        return new DataSet(name(), EmbeddedSet.train(trainImages), EmbeddedSet.test(testImages), classNames());
    }
}
