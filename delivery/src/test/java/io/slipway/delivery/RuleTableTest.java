package io.slipway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page that says which test holds which rule names tests that are there. */
class RuleTableTest {

    private static final Path PAGE = Path.of("..", "docs", "engine-rules.md");
    private static final Pattern TEST = Pattern.compile("`([a-z][A-Za-z0-9]{14,}|[A-Z]\\w+Test)`");
    private static final Pattern METHOD = Pattern.compile("void (\\w+)\\(");

    @Test
    void everyTestThatThePageNamesIsThere() throws IOException {
        var there = new HashSet<String>();
        for (var module : List.of("delivery", "engine")) {
            collect(Path.of("..", module, "src", "test", "java"), there);
        }
        var page = Files.readString(PAGE);
        var named = new HashSet<String>();
        TEST.matcher(page.substring(0, page.indexOf("## Not built")))
                .results()
                .forEach(m -> named.add(m.group(1)));
        assertThat(named).hasSizeGreaterThan(100);
        named.removeAll(there);
        assertThat(named).as("named in %s, and not there", PAGE).isEmpty();
    }

    private static void collect(Path folder, Set<String> into) throws IOException {
        try (var files = Files.walk(folder)) {
            files.filter(f -> f.toString().endsWith(".java"))
                    .forEach(f -> {
                        into.add(f.getFileName().toString().replace(".java", ""));
                        METHOD.matcher(text(f)).results().forEach(m -> into.add(m.group(1)));
                    });
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
