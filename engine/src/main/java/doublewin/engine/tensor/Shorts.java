package doublewin.engine.tensor;

/**
 * A window of a larger array of 16-bit words, as an {@link Arena} hands it out.
 *
 * @param array the backing array, which other windows may share
 * @param offset index of the first word in {@code array}
 * @param length number of words
 */
public record Shorts(short[] array, int offset, int length) {}
