package doublewin.experiments.data;

import java.util.Map;
import java.util.Optional;

/** Files by which one knows what lies there in place of CIFAR-10's binary version. */
final class OtherVersion {
    private static final String PYTHON =
            "which is of CIFAR-10's version for Python; what is read here is the binary version";
    private static final String MATLAB =
            "which is of CIFAR-10's version for Matlab; what is read here is the binary version";
    private static final String HUNDRED = "which is of CIFAR-100; what is read here is CIFAR-10's binary version";

    private static final Map<String, String> TELLING = Map.of(
            "cifar-10-batches-py", PYTHON,
            "cifar-10-python.tar.gz", PYTHON,
            "data_batch_1", PYTHON,
            "test_batch", PYTHON,
            "data_batch_1.mat", MATLAB,
            "cifar-100-binary", HUNDRED,
            "cifar-100-python", HUNDRED,
            "fine_label_names.txt", HUNDRED);

    private OtherVersion() {}

    /** What a file tells by its name, in words. */
    static Optional<String> of(String name) {
        return Optional.ofNullable(TELLING.get(name));
    }
}
