package doublewin.experiments;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.IntConsumer;

/**
 * Signals of the system, by the JDK's {@code sun.misc.Signal}. A shutdown hook would see the first one alone. The class is
 * looked up by name, since the compiler's warning of it can't be turned off.
 */
final class Signals {
    private static final String SIGNAL = "sun.misc.Signal";
    private static final String HANDLER = "sun.misc.SignalHandler";

    private Signals() {}

    /**
     * Has a signal answered, each time by a thread of its own. One that this process was started with ignored stays so; and
     * where the system or the JVM keeps it to itself, nothing is changed.
     *
     * @param name without {@code SIG}
     * @param answer is told the signal's number
     */
    static void answer(String name, IntConsumer answer) {
        try {
            Class<?> type = Class.forName(SIGNAL);
            Class<?> handlerType = Class.forName(HANDLER);
            Object signal = type.getConstructor(String.class).newInstance(name);
            int number = (int) type.getMethod("getNumber").invoke(signal);
            Object handler = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handlerType}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            answer.accept(number);
                        }
                        return null;
                    });
            type.getMethod("handle", type, handlerType).invoke(null, signal, handler);
        } catch (InvocationTargetException refused) {
            if (!(refused.getCause() instanceof IllegalArgumentException)) {
                throw new IllegalStateException("signals: " + refused.getCause(), refused);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("signals: this JDK has no " + SIGNAL, e);
        }
    }
}
