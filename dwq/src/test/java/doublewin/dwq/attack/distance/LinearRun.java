package doublewin.dwq.attack.distance;

import doublewin.dwq.attack.Attack;
import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Workspace;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Precision;

/** A workspace for attacks on linear models. */
final class LinearRun implements AutoCloseable {
    private final WorkerPool pool = new WorkerPool(1);
    private final Workspace workspace = new Workspace(pool, new Arena(1 << 20));

    Workspace workspace() {
        return workspace;
    }

    AttackKeys keys(Attack<?> attack) {
        return new AttackKeys(1, attack.id(), Precision.FULL);
    }

    /** What an attack finds. */
    static Distances distances(DistanceAttack attack, PlaneCases cases) {
        try (LinearRun run = new LinearRun()) {
            Tensor shown = Tensor.zeros(cases.batch().x().shape());
            return attack.closest(cases.model(), cases.batch(), run.keys(attack), run.workspace(), shown);
        }
    }

    /** What an attack shows. */
    static Tensor perturbed(DistanceAttack attack, PlaneCases cases) {
        try (LinearRun run = new LinearRun()) {
            Tensor shown = Tensor.zeros(cases.batch().x().shape());
            attack.perturb(cases.model(), cases.batch(), run.keys(attack), run.workspace(), shown);
            return shown;
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
