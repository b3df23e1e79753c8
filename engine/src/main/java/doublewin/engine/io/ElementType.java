package doublewin.engine.io;

/** The element types of safetensors that are understood, under the format's own names; all little-endian. */
public enum ElementType {
    /** 64-bit float. */
    F64(8),
    /** 32-bit float. */
    F32(4),
    /** 16-bit float of IEEE 754. */
    F16(2),
    /** The upper half of a 32-bit float. */
    BF16(2),
    /** Signed 64-bit integer. */
    I64(8),
    /** Signed 32-bit integer. */
    I32(4),
    /** Unsigned byte. */
    U8(1);

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }
}
