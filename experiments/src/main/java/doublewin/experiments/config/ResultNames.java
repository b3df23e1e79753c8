package doublewin.experiments.config;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.Pgd;

/** What results call the things that settings describe. */
public final class ResultNames {
    private ResultNames() {}

    /** Network and training, such as {@code WRN-34-2, RPT 4..16 with SBN}. */
    public static String of(Settings settings) {
        return network(settings.network()) + ", " + training(settings);
    }

    /** The network's name, such as {@code WRN-16-1}. */
    public static String network(NetworkSettings settings) {
        return settings.spec().label(settings.depth(), settings.width());
    }

    /** How it was trained, such as {@code RPT 4..16 with SBN}. */
    public static String training(Settings settings) {
        PrecisionSet precisions = settings.network().precisions();
        String trained = precisions.size() > 1
                ? (settings.draws().isUniform() ? "RPT " : "weighted RPT ") + precisions
                : precisions.get(0).isFull() ? "full-precision training" : "training at " + precisions.get(0);
        return trained + (settings.network().norm() == NetworkSettings.Norm.SWITCHABLE ? " with SBN" : "");
    }

    /** The attack's name, such as {@code PGD-20, epsilon 8/255, alpha 2/255}. */
    public static String attack(EvaluationProtocol protocol) {
        Pgd attack = protocol.attack();
        return attack.name() + ", epsilon " + shortest(attack.threat().epsilon()) + "/255, alpha "
                + shortest(attack.alpha()) + "/255";
    }

    private static String shortest(float value) {
        return value == Math.rint(value) ? Integer.toString((int) value) : Float.toString(value);
    }
}
