package doublewin.experiments.config;

/** A setting that can't be: unknown, or out of its range. The message is fit for the user. */
public final class SettingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** A message of its own. */
    public SettingException(String message) {
        super(message);
    }

    /** A value that the setting does not take. */
    public SettingException(String setting, String expected, Object found) {
        super("setting " + setting + ": expected " + expected + ", found " + found);
    }
}
