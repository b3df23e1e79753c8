package doublewin.experiments.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Makes command lines of the real model of all commands: right ones, wrong ones, and such as nobody would write. */
final class LineGenerator {
    /**
     * A command line.
     *
     * @param fault what its message must name: the one option whose value no command takes; empty where there may be any
     *     number of faults, or none
     */
    record Line(List<String> arguments, Optional<String> fault) {}

    /** Text that a path, a name or a number may be in the hands of a user, a script or an adversary. */
    private static final List<String> STRANGE = List.of(
            "",
            " ",
            "größe",
            "路径/ファイル",
            "\u0661\u0662",
            "I\u0130\u0131i",
            "a b",
            "a\nb",
            "\t",
            "\u001b[2Jred\u001b[0m",
            "\u0007",
            "\u202Etxt.exe",
            "\uD800",
            "\uD83D\uDE00",
            "-",
            "--",
            "-1",
            "-x",
            "--threads",
            "--threads=3",
            "-hV",
            "@",
            "@@x",
            "@args.txt",
            "${sys:user.home}",
            "${env:HOME}",
            "%d %s %n",
            "'quoted'",
            "\"",
            "\\",
            "\\0",
            "$(id)",
            "=",
            "a=b=c",
            ",",
            "null",
            "NaN",
            "1e999",
            "-0",
            "0x10",
            "1_000",
            "999999999999999999999999",
            "/",
            ".",
            "..",
            "~",
            "x".repeat(20_000));

    private final CommandSpec model;
    private final Path workspace;
    private final Random random;

    /**
     * A generator of lines.
     *
     * @param model of all commands
     * @param workspace a folder in which lines may have something written
     */
    LineGenerator(CommandSpec model, Path workspace, long seed) {
        this.model = model;
        this.workspace = workspace;
        this.random = new Random(seed);
    }

    Line next() {
        CommandSpec command = any(model.subcommands().values()).getCommandSpec();
        return random.nextInt(3) == 0 ? oneFault(command) : anything(command);
    }

    /** A line that is right but for one option's value. */
    private Line oneFault(CommandSpec command) {
        List<OptionSpec> options = command.options().stream()
                .filter(option -> !option.usageHelp() && !wrong(option).isEmpty())
                .toList();
        if (options.isEmpty()) {
            return anything(command);
        }
        OptionSpec fault = any(options);
        List<List<String>> parts = new ArrayList<>();
        for (OptionSpec option : command.options()) {
            if (option != fault && isNeeded(option, fault)) {
                parts.add(written(option, right(option)));
            }
        }
        parts.add(written(fault, any(wrong(fault))));
        Collections.shuffle(parts, random);
        List<String> line = new ArrayList<>(List.of(command.name()));
        parts.forEach(line::addAll);
        return new Line(line, Optional.of(fault.longestName()));
    }

    /** Whether a line without an option could not be right; of options that exclude each other the faulty one is enough. */
    private static boolean isNeeded(OptionSpec option, OptionSpec fault) {
        if (option.group() != null) {
            boolean alone = option.group().exclusive();
            return alone
                    ? fault.group() != option.group()
                            && option == option.group().args().iterator().next()
                    : option.required() && fault.group() == option.group();
        }
        return option.required();
    }

    /** A line of any options, in any order, with any values, perhaps damaged. */
    private Line anything(CommandSpec command) {
        List<List<String>> parts = new ArrayList<>();
        for (OptionSpec option : command.options()) {
            int share = option.required() ? 90 : option.usageHelp() ? 1 : 25;
            while (random.nextInt(100) < share) {
                parts.add(written(option, value(option)));
                share = 10;
            }
        }
        Collections.shuffle(parts, random);
        List<String> line = new ArrayList<>(List.of(command.name()));
        parts.forEach(line::addAll);
        for (int damage = random.nextInt(8); damage >= 6; damage--) {
            damage(line);
        }
        return new Line(line, Optional.empty());
    }

    private void damage(List<String> line) {
        int at = random.nextInt(line.size());
        switch (random.nextInt(6)) {
            case 0 -> line.add(random.nextInt(line.size() + 1), any(STRANGE));
            case 1 -> line.remove(at);
            case 2 -> line.set(at, any(STRANGE));
            case 3 -> line.add(random.nextInt(line.size() + 1), line.get(at));
            case 4 -> line.set(at, cut(line.get(at)));
            default -> {
                String from = any(any(model.subcommands().values())
                                .getCommandSpec()
                                .options())
                        .longestName();
                line.add(random.nextInt(line.size() + 1), from);
            }
        }
        if (line.isEmpty()) {
            line.add(any(STRANGE));
        }
    }

    /** A part of a text from its beginning; a number of draws that is the same for all lengths, since those of folders vary. */
    private String cut(String text) {
        return text.substring(0, random.nextInt(1 << 10) * (text.length() + 1) >> 10);
    }

    private List<String> written(OptionSpec option, String value) {
        String name = any(List.of(option.names()));
        if (option.arity().max() == 0) {
            return List.of(value.isEmpty() ? name : name + "=" + value);
        }
        return random.nextBoolean() && name.startsWith("--") ? List.of(name + "=" + value) : List.of(name, value);
    }

    private String value(OptionSpec option) {
        int kind = random.nextInt(10);
        List<String> wrong = wrong(option);
        if (kind == 0 && !wrong.isEmpty()) {
            return any(wrong);
        }
        if (kind == 1) {
            return isWritten(option) ? workspace.resolve("made").toString() : any(STRANGE);
        }
        return right(option);
    }

    /** Whether a command makes what the option names. */
    private static boolean isWritten(ArgSpec option) {
        return option.paramLabel().equals("DIR")
                && ((OptionSpec) option).longestName().equals("--out");
    }

    /** A value that the option takes, as far as parsing goes. */
    private String right(OptionSpec option) {
        if (option.arity().max() == 0) {
            return "";
        }
        if (isWritten(option)) {
            return workspace
                    .resolve(any(List.of("run", "new", "größe", "a b", "file", "file/below")))
                    .toString();
        }
        return switch (option.longestName()) {
            case "--run", "--against", "--in" ->
                any(List.of(
                        workspace.resolve("run").toString(),
                        workspace.resolve("empty").toString(),
                        workspace.resolve("file").toString(),
                        workspace.resolve("nowhere größe").toString(),
                        "~/there/is/no/such/folder"));
            case "--data" ->
                workspace.resolve(any(List.of("empty", "file", "nowhere"))).toString();
            case "--model" ->
                workspace.resolve(any(List.of("file", "nowhere", "run"))).toString();
            case "--matrix" ->
                workspace.resolve(any(List.of("file", "matrix.csv", "nowhere"))).toString();
            case "--mixture" ->
                any(List.of("0.5,0.5", "1,2,3", workspace.resolve("nowhere").toString()));
            case "--set" ->
                any(List.of(
                        "epochs=2",
                        "depth=10",
                        "width=1",
                        "norm=switchable",
                        "colour=red",
                        "batch=",
                        "=",
                        "precisionWeights=0.5,0.5",
                        "depth=99999999999",
                        "learningRate=NaN",
                        "validate=test"));
            case "--recipe" -> any(List.of("demo", "cifar10-quick", "cifar10-paper", "cake"));
            case "--protocol" -> any(List.of("paper", "quick", "standard", "full"));
            case "--attack" -> any(List.of("fgsm", "pgd-ce", "square", "cw-l2"));
            case "--ball" -> any(List.of("linf", "l2"));
            case "--backward" -> any(List.of("unclipped", "clipped", "full", "full-own"));
            case "--precisions" -> any(List.of("4,8", "4..8", "4", "", "x"));
            case "--eps" -> any(List.of("8", "0", "255", "1e300", "NaN"));
            case "--images" -> any(List.of("1", "5", "2147483647"));
            case "--threads" -> any(List.of("1", "2", "3"));
            case "--save-every", "--stop-after" -> any(List.of("90s", "2h30m", "999999h999999m999999s"));
            case "--seed", "--machines", "--steps" -> any(List.of("1", "2"));
            default -> throw new AssertionError(option.longestName() + ": a new option; say here what it takes");
        };
    }

    /** Values that the option takes in no line; none where all text may be one. */
    private static List<String> wrong(OptionSpec option) {
        if (option.arity().max() == 0) {
            return List.of("maybe", "1");
        }
        Class<?> type = option.auxiliaryTypes()[0];
        if (type == int.class || type == long.class) {
            return List.of("", "-1", "one", "1.5", "99999999999999999999", "\u0663x", "1 2", "\u001b[31m");
        }
        if (type == double.class) {
            return List.of("", "wide", "8/255", "1,5", "\u001b[31m");
        }
        if (type == Path.class) {
            return List.of("gr\uFFFD\uFFFDe", "nul\0");
        }
        if (Map.class.isAssignableFrom(type)) {
            return List.of("depth", "größe", "-");
        }
        return switch (option.longestName()) {
            case "--save-every", "--stop-after" -> List.of("", "soon", "10", "-5m", "1d", "\u0663m");
            case "--protocol", "--ball", "--backward", "--attack" -> List.of("", "fast", "LINF", "FULL\u0130");
            default -> List.of();
        };
    }

    private <T> T any(Collection<T> values) {
        return values.stream().skip(random.nextInt(values.size())).findFirst().orElseThrow();
    }
}
