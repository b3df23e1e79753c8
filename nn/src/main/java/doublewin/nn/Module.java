package doublewin.nn;

/** Something with named parameters and buffers. */
public interface Module {
    /**
     * Shows all tensors to the visitor.
     *
     * @param name this module's name; {@code ""} for a whole network, else such as {@code "block1.layer.0.bn1"}
     */
    void visit(String name, StateVisitor visitor);

    /** The name of a part: the two joined by a dot. */
    static String join(String name, String part) {
        return name.isEmpty() ? part : name + "." + part;
    }
}
