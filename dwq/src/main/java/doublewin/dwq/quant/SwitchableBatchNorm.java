package doublewin.dwq.quant;

import doublewin.dwq.PrecisionSet;
import doublewin.engine.autograd.ChannelNorm;
import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.nn.BatchNorm2d;
import doublewin.nn.Module;
import doublewin.nn.Norm;
import doublewin.nn.Pass;
import doublewin.nn.Precision;
import doublewin.nn.StateVisitor;
import java.util.List;
import java.util.stream.Stream;

/**
 * Switchable batch norm (SBN): a batch norm, with its own affine parameters and statistics, for each precision of a
 * set. Full precision uses the last one, that of the highest precision.
 */
public final class SwitchableBatchNorm implements Norm {
    private final PrecisionSet precisions;
    private final List<BatchNorm2d> branches;
    /** The official module inherits from batch norm, so its files hold a set of tensors that nothing uses. */
    private final BatchNorm2d unused;

    /** One batch norm of {@code channels} channels for each precision. */
    public SwitchableBatchNorm(int channels, PrecisionSet precisions) {
        this.precisions = precisions;
        this.branches = Stream.generate(() -> new BatchNorm2d(channels))
                .limit(precisions.size())
                .toList();
        this.unused = new BatchNorm2d(channels);
    }

    @Override
    public ChannelNorm norm(Tape tape, Variable x, Precision precision, Pass pass) {
        return branch(precision).norm(tape, x, precision, pass);
    }

    private BatchNorm2d branch(Precision precision) {
        if (precision.isFull()) {
            return branches.getLast();
        }
        int index = precisions.indexOf(precision);
        if (index < 0) {
            throw new IllegalArgumentException("switchable batch norm: there is no branch for " + precision
                    + "; the network was built for " + precisions);
        }
        return branches.get(index);
    }

    /** The unused tensors first, then branch K as {@code bn.K}, K being the position in the set. */
    @Override
    public void visit(String name, StateVisitor visitor) {
        unused.visit(name, visitor);
        for (int k = 0; k < branches.size(); k++) {
            branches.get(k).visit(Module.join(name, "bn." + k), visitor);
        }
    }
}
