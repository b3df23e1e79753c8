package doublewin.experiments.store;

/** What a program does to a folder, in the order of doing it. Files are named within the folder. */
sealed interface Change {
    /** A file comes into being, empty. */
    record Create(String file) implements Change {}

    /** Bytes are written at a position. */
    record Write(String file, long position, byte[] bytes) implements Change {}

    /** All that was written to a file is brought to the disk. */
    record Force(String file) implements Change {}

    /** What happened to the names in the folder is brought to the disk. */
    record ForceFolder() implements Change {}

    /** A file takes another name, and the place of what had it. */
    record Rename(String from, String to) implements Change {}

    /** A file gets one more name. */
    record Link(String existing, String name) implements Change {}

    /** A name is taken away. */
    record Delete(String file) implements Change {}
}
