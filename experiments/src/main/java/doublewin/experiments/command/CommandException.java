package doublewin.experiments.command;

import java.io.IOException;

/** A command that can't do what it was asked to as things stand on the disk; the message is for the user. */
final class CommandException extends IOException {
    private static final long serialVersionUID = 1L;

    CommandException(String message) {
        super(message);
    }
}
