package doublewin.bench.rules;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Which package may use which. Arrows point down only: engine, nn, dwq, experiments, each using those before it and, but for
 * experiments and bench, nothing else than the JDK.
 */
final class Dependencies {
    private static final List<String> JDK = List.of("java", "jdk.incubator.vector");

    /** Module to the modules, or single packages of them, that it may use beside itself, and whether it may use libraries. */
    private static final Map<String, Module> MODULES = new LinkedHashMap<>();

    /** Package to the packages of its own module that it may use. A package of these modules that is missing here is an error. */
    private static final Map<String, List<String>> PACKAGES = new LinkedHashMap<>();

    static {
        MODULES.put("engine", new Module(List.of(), Libraries.NONE));
        MODULES.put("nn", new Module(List.of("engine"), Libraries.NONE));
        MODULES.put("dwq", new Module(List.of("engine", "nn"), Libraries.NONE));
        MODULES.put("experiments", new Module(List.of("engine", "nn", "dwq"), Libraries.ANY));
        // Of the application benchmarks take its drawing, and nothing else.
        MODULES.put("bench", new Module(List.of("engine", "nn", "dwq", "experiments.plot"), Libraries.ANY));

        PACKAGES.put("engine.tensor", List.of());
        PACKAGES.put("engine.random", List.of("engine.tensor"));
        PACKAGES.put("engine.io", List.of("engine.tensor"));
        PACKAGES.put("engine.parallel", List.of("engine.tensor"));
        kernels("lane", List.of());
        kernels("quantise", List.of("lane"));
        kernels("point", List.of("lane"));
        kernels("norm", List.of("lane", "quantise", "point"));
        kernels("classify", List.of("lane"));
        kernels("convolution", List.of("lane", "quantise", "point", "norm"));
        PACKAGES.put(
                "engine.autograd",
                List.of(
                        "engine.tensor",
                        "engine.parallel",
                        "engine.kernel.lane",
                        "engine.kernel.quantise",
                        "engine.kernel.point",
                        "engine.kernel.norm",
                        "engine.kernel.classify",
                        "engine.kernel.convolution"));
        PACKAGES.put("dwq", List.of());
        PACKAGES.put("dwq.quant", List.of("dwq"));
        PACKAGES.put("dwq.attack", List.of("dwq", "dwq.quant"));
        for (String kind : List.of("ascent", "distance", "query", "mixture")) {
            PACKAGES.put("dwq.attack." + kind, List.of("dwq.attack"));
        }
        PACKAGES.put(
                "dwq.attack.suite",
                List.of(
                        "dwq.attack",
                        "dwq.attack.ascent",
                        "dwq.attack.distance",
                        "dwq.attack.query",
                        "dwq.attack.mixture"));
        PACKAGES.put("dwq.train", List.of("dwq", "dwq.quant", "dwq.attack"));
        PACKAGES.put("dwq.evaluate", List.of("dwq", "dwq.quant", "dwq.attack"));
        PACKAGES.put("dwq.audit", List.of("dwq", "dwq.attack"));
        PACKAGES.put("dwq.compare", List.of("dwq", "dwq.attack"));
        PACKAGES.put("experiments.terminal", List.of());
        PACKAGES.put("experiments.data", List.of());
        PACKAGES.put("experiments.plot", List.of());
        PACKAGES.put("experiments.statistics", List.of());
        PACKAGES.put("experiments.game", List.of("experiments.statistics"));
        PACKAGES.put("experiments.config", List.of("experiments.data"));
        PACKAGES.put("experiments.store", List.of("experiments.config"));
        PACKAGES.put(
                "experiments.findings", List.of("experiments.statistics", "experiments.plot", "experiments.store"));
        PACKAGES.put("experiments.work", List.of("experiments.terminal"));
        PACKAGES.put(
                "experiments.train",
                List.of(
                        "experiments.data",
                        "experiments.config",
                        "experiments.store",
                        "experiments.terminal",
                        "experiments.work"));
        PACKAGES.put(
                "experiments.verify",
                List.of(
                        "experiments.data",
                        "experiments.config",
                        "experiments.store",
                        "experiments.terminal",
                        "experiments.work"));
        PACKAGES.put(
                "experiments.evaluate",
                List.of(
                        "experiments.data",
                        "experiments.statistics",
                        "experiments.game",
                        "experiments.findings",
                        "experiments.plot",
                        "experiments.config",
                        "experiments.store",
                        "experiments.terminal",
                        "experiments.work"));
        PACKAGES.put(
                "experiments.report",
                List.of(
                        "experiments.data",
                        "experiments.statistics",
                        "experiments.findings",
                        "experiments.plot",
                        "experiments.config",
                        "experiments.store",
                        "experiments.evaluate"));
        PACKAGES.put("experiments.plan", List.of("experiments.config", "experiments.data"));
        PACKAGES.put(
                "experiments.command",
                List.of(
                        "experiments.plan",
                        "experiments.statistics",
                        "experiments.game",
                        "experiments.report",
                        "experiments.data",
                        "experiments.config",
                        "experiments.store",
                        "experiments.terminal",
                        "experiments.work",
                        "experiments.train",
                        "experiments.verify",
                        "experiments.evaluate"));
        PACKAGES.put(
                "experiments",
                List.of("experiments.command", "experiments.evaluate", "experiments.store", "experiments.terminal"));
    }

    private static void kernels(String name, List<String> uses) {
        Stream<String> below = Stream.of("engine.tensor", "engine.parallel");
        PACKAGES.put(
                "engine.kernel." + name,
                Stream.concat(below, uses.stream().map("engine.kernel."::concat))
                        .toList());
    }

    private enum Libraries {
        NONE,
        ANY
    }

    private record Module(List<String> uses, Libraries libraries) {}

    private Dependencies() {}

    /** The modules, from the bottom up. */
    static List<String> modules() {
        return List.copyOf(MODULES.keySet());
    }

    /** The packages that have a rule of their own. */
    static List<String> packages() {
        return List.copyOf(PACKAGES.keySet());
    }

    /**
     * Every dependency of these classes that no rule allows, a line each. {@code root} is the package that holds the modules; what
     * lies outside it counts as JDK or library.
     */
    static List<String> violations(JavaClasses classes, String root) {
        List<String> found = new ArrayList<>();
        for (JavaClass user : classes) {
            String name = below(root, user.getPackageName());
            Module module = MODULES.get(moduleOf(name));
            if (module == null) {
                found.add(user.getName() + " is in none of the modules " + MODULES.keySet());
                continue;
            }
            if (lacksRule(name)) {
                found.add(user.getName() + " is in a package without a rule; say in Dependencies what it may use");
                continue;
            }
            for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
                String used = dependency.getTargetClass().getBaseComponentType().getPackageName();
                if (!allowed(name, module, used, root)) {
                    found.add(dependency.getDescription());
                }
            }
        }
        return found;
    }

    private static boolean allowed(String user, Module module, String used, String root) {
        if (used.isEmpty()) {
            return true; // a primitive type
        }
        if (!within(used, root)) {
            return module.libraries() == Libraries.ANY || JDK.stream().anyMatch(p -> within(used, p));
        }
        String name = below(root, used);
        if (name.equals(user)) {
            return true;
        }
        if (!moduleOf(name).equals(moduleOf(user))) {
            return module.uses().contains(moduleOf(name)) || module.uses().contains(name);
        }
        List<String> rule = PACKAGES.get(user);
        return rule == null || rule.contains(name);
    }

    /** True where some packages of its module have rules and this one has none. */
    private static boolean lacksRule(String name) {
        return !PACKAGES.containsKey(name)
                && PACKAGES.keySet().stream().anyMatch(p -> moduleOf(p).equals(moduleOf(name)));
    }

    private static boolean within(String name, String parent) {
        return name.equals(parent) || name.startsWith(parent + ".");
    }

    private static String below(String root, String name) {
        return name.equals(root) ? "" : name.substring(root.length() + 1);
    }

    private static String moduleOf(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }
}
