package doublewin.experiments;

/**
 * The module that kernels compute with, {@code jdk.incubator.vector}. Named on the JVM's command line, it makes the JVM warn
 * of it at every start, and no flag turns that off; loaded by the running program it does not, and is the same module, of the
 * same class loader, whose operations compile to the same instructions. The JDK's own way to load one of its modules later is
 * {@code jdk.internal.module.Modules.loadModule}, by which the JVM itself loads those that agents need. The archive's
 * manifest opens it, and it is looked up by name since it is none of the public interface.
 */
final class VectorModule {
    private static final String NAME = "jdk.incubator.vector";
    private static final String LOADER = "jdk.internal.module.Modules";

    private VectorModule() {}

    /**
     * Loads the module unless the JVM has done so. To be called before any class that needs it is.
     *
     * @throws IllegalStateException if this JVM does not let it; the message is for the user
     */
    static void load() {
        if (ModuleLayer.boot().findModule(NAME).isPresent()) {
            return;
        }
        try {
            Class.forName(LOADER).getMethod("loadModule", String.class).invoke(null, NAME);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "this JVM does not load the module " + NAME + " by itself; expected the flag --add-modules " + NAME
                            + " for java, found none; with the launcher: DOUBLEWIN_JAVA_OPTS=\"--add-modules " + NAME
                            + "\"",
                    e);
        }
    }
}
