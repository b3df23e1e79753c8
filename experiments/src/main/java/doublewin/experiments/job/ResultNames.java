package doublewin.experiments.job;

import doublewin.dwq.PrecisionSet;
import doublewin.experiments.recipe.Settings;
import java.util.Locale;

/** What results call the things that settings describe. */
final class ResultNames {
    private ResultNames() {}

    /** The network's name, such as {@code WRN-16-1}. */
    static String network(Settings settings) {
        return switch (settings.network()) {
            case WRN -> "WRN-" + settings.depth() + "-" + settings.width();
            case PREACTRESNET18 -> "PreActResNet18";
        };
    }

    /** How it was trained, such as {@code RPT 4..16 with SBN}. */
    static String training(Settings settings) {
        PrecisionSet precisions = Blueprint.trainPrecisions(settings);
        String trained = precisions.size() > 1
                ? "RPT " + precisions
                : precisions.get(0).isFull() ? "full-precision training" : "training at " + precisions.get(0);
        return trained + (settings.norm() == Settings.Norm.SWITCHABLE ? " with SBN" : "");
    }

    /** The attack's name, such as {@code PGD-20, epsilon 8/255, alpha 2/255}. */
    static String attack(Settings settings) {
        String restarts = settings.restarts() > 1 ? " x " + settings.restarts() : "";
        return "PGD-" + settings.attackSteps() + restarts + ", epsilon " + shortest(settings.epsilon()) + "/255, alpha "
                + shortest(settings.attackAlpha()) + "/255";
    }

    /** The images' name, such as {@code CIFAR-10}. */
    static String data(Settings settings) {
        return switch (settings.data()) {
            case EMBEDDED -> "embedded set";
            case CIFAR10 -> "CIFAR-10";
        };
    }

    private static String shortest(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%s", value);
    }
}
