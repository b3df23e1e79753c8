package doublewin.experiments.data;

import doublewin.nn.data.Augmentation;
import doublewin.nn.data.ImageShape;
import doublewin.nn.data.ImageSource;
import doublewin.nn.data.Normalisation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** {@link Cifar10}, as settings name it. */
public final class Cifar10Data implements DataSetSpec {
    @Override
    public String name() {
        return Cifar10.NAME;
    }

    @Override
    public String title() {
        return "CIFAR-10";
    }

    @Override
    public ImageShape shape() {
        return Cifar10.SHAPE;
    }

    @Override
    public List<String> classNames() {
        return Cifar10.CLASS_NAMES;
    }

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
        return true;
    }

    @Override
    public DataSet open(Path source, int trainImages, int testImages) throws IOException {
        DataSet all = Cifar10.read(source);
        requireEnough(source, all.train(), trainImages);
        requireEnough(source, all.test(), testImages);
        return all.first(trainImages, testImages);
    }

    private static void requireEnough(Path source, ImageSource images, int asked) throws IOException {
        if (asked > images.size()) {
            throw new IOException("data: " + asked + " " + images.name() + " asked for, " + source + " has "
                    + images.size() + "; ask for fewer");
        }
    }
}
