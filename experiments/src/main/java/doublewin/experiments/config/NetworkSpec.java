package doublewin.experiments.config;

import doublewin.nn.Layer;
import doublewin.nn.NetworkParts;
import doublewin.nn.data.ImageShape;
import java.util.Map;
import java.util.Set;

/** An architecture that settings can name. A new one is one class of its own. */
public interface NetworkSpec {
    /** What settings call it, such as {@code wrn}; lower case. */
    String name();

    /** Which of the settings {@code depth} and {@code width} it heeds. */
    Set<String> heeded();

    /**
     * Checks depth and width.
     *
     * @throws SettingException if it heeds them and can't be so deep or wide
     */
    void check(int depth, int width);

    /** The network for images of a shape, whose weights are still to be loaded or initialised. */
    Layer build(NetworkParts parts, int depth, int width, ImageShape images, int classes);

    /** Gives a new network its first weights. For a wide one that takes seconds, which loading weights saves. */
    void initialise(Layer network, long seed);

    /** What results call it, such as {@code WRN-16-1}. */
    String label(int depth, int width);

    /** What tells its networks apart, as metadata of their checkpoints, by key. */
    Map<String, String> identity(int depth, int width);
}
