package io.slipway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class MainTest {

    static Stream<List<String>> commands() {
        var found = new ArrayList<List<String>>();
        collect(Main.commandLine(), List.of(), found);
        assertThat(found).hasSizeGreaterThan(12);
        return found.stream();
    }

    private static void collect(CommandLine line, List<String> path, List<List<String>> found) {
        found.add(path);
        line.getSubcommands()
                .forEach((name, command) -> {
                    if (!name.equals("help")) {
                        collect(
                                command,
                                Stream.concat(path.stream(), Stream.of(name)).toList(),
                                found);
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandTellsItsOptionsWhenAsked(List<String> path) {
        var out = new StringWriter();
        var err = new StringWriter();
        var line = Main.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        int status =
                line.execute(
                        Stream.concat(path.stream(), Stream.of("--help")).toArray(String[]::new));
        assertThat(err.toString()).isEmpty();
        assertThat(out.toString())
                .contains("Usage")
                .contains(path.isEmpty() ? "slipway" : path.getLast());
        assertThat(status).isZero();
    }
}
