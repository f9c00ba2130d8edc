package io.slipway.manifests.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.manifests.ManifestException;
import io.slipway.manifests.ResourceObject;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    true        | true
                    yes         | true
                    On          | true
                    off         | false
                    ~           | null
                    12          | 12
                    012         | 10
                    0o12        | 10
                    0x1F        | 31
                    0b101       | 5
                    1_000       | 1000
                    -7          | -7
                    1.5         | 1.5
                    1e3         | 1000
                    .5          | 0.5
                    12:30:45    | "12:30:45"
                    2001-01-01  | "2001-01-01"
                    1.2.3       | "1.2.3"
                    08          | 8
                    0x          | "0x"
                    -           | "-"
                    +           | "+"
                    '"yes"'     | "yes"
                    18446744073709551615 | 18446744073709551615
                    """)
    void plainScalarsMeanWhatKubernetesTakesThemFor(String text, String json) {
        var value =
                text.equals("-") || text.equals("+")
                        ? Yaml.document("[" + "'" + text + "']")
                        : Yaml.document("[" + text + "]");
        assertThat(Json.write(value)).isEqualTo("[" + json + "]");
    }

    @Test
    void numbersAreLongBigIntegerOrDouble() {
        assertThat(Yaml.document("[1, 9223372036854775808, 1.5]"))
                .isEqualTo(List.of(1L, new BigInteger("9223372036854775808"), 1.5));
    }

    @Test
    void keysBecomeText() {
        assertThat(Yaml.document("{1: a, true: b, null: c}"))
                .isEqualTo(Map.of("1", "a", "true", "b", "null", "c"));
    }

    @Test
    void aMergeFillsInWhatIsMissing() {
        assertThat(Yaml.document("base: &b {a: 1, b: 2}\nover: {<<: *b, b: 3}\n"))
                .isEqualTo(
                        Map.of("base", Map.of("a", 1L, "b", 2L), "over", Map.of("a", 1L, "b", 3L)));
    }

    @Test
    void aliasesAreCopiesThatCanBeChangedApart() {
        var document = (Map<?, ?>) Yaml.documents("a: &x {k: 1}\nb: *x\n").getFirst();
        assertThat(document.get("a")).isEqualTo(document.get("b")).isNotSameAs(document.get("b"));
    }

    @Test
    void emptyDocumentsAreLeftOut() {
        assertThat(Yaml.documents("---\n---\na: 1\n---\n# nothing\n")).hasSize(1);
        assertThat(Yaml.document("")).isNull();
    }

    @Test
    void theItemsOfAListStandForThemselves() {
        var text =
                "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: a}}\n- {apiVersion: v1, kind: Pod, metadata: {name: b}}\n";
        assertThat(Yaml.objects(text, TextLimits.defaults()))
                .extracting(ResourceObject::name)
                .containsExactly("a", "b");
    }

    @Test
    void errorsNameTheLine() {
        assertThatThrownBy(() -> Yaml.document("a: 1\nb: [\n"))
                .isInstanceOf(ManifestException.class)
                .hasMessageContaining("line 3");
        assertThatThrownBy(() -> Yaml.document("a: 1\na: 2\n"))
                .hasMessageContaining("line 2")
                .hasMessageContaining("\"a\" already set");
        assertThatThrownBy(() -> Yaml.document("a: *nowhere"))
                .isInstanceOf(ManifestException.class);
        assertThatThrownBy(() -> Yaml.document("? {a: 1}\n: b\n"))
                .isInstanceOf(ManifestException.class);
    }

    @Test
    void hostileTextIsRefusedBeforeItTakesMemory() {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 10; i++) {
            bomb.append(
                    "a%d: &a%d [%s]\n"
                            .formatted(
                                    i,
                                    i,
                                    String.join(
                                            ",",
                                            java.util.Collections.nCopies(10, "*a" + (i - 1)))));
        }
        assertThatThrownBy(() -> Yaml.documents(bomb.toString()))
                .isInstanceOf(ManifestException.class)
                .hasMessageContaining("aliases");
        assertThatThrownBy(() -> Yaml.documents("[".repeat(20_000)))
                .isInstanceOf(ManifestException.class)
                .hasMessageContaining("nested");
        assertThatThrownBy(() -> Yaml.documents("x".repeat(101), new TextLimits(100, 10, 10)))
                .hasMessageContaining("limit of 100");
    }

    @Test
    void anObjectNeedsItsType() {
        assertThatThrownBy(() ->
                        Yaml.objects("kind: Pod\nmetadata: {name: x}\n", TextLimits.defaults()))
                .hasMessageContaining("no apiVersion")
                .hasMessageContaining("x");
        assertThatThrownBy(() -> Yaml.objects("- 1\n", TextLimits.defaults()))
                .hasMessageContaining("must be a map, not a list");
    }

    @Test
    void blocksAreWrittenWithSortedKeys() {
        var tree =
                Json.read(
                        "{\"b\":[{\"y\":1,\"x\":\"true\"},[1]],\"a\":{\"text\":\"one\\ntwo\\n\",\"empty\":{},\"none\":null,\"list\":[]}}");
        assertThat(Yaml.write(tree))
                .isEqualTo(
                        """
                        a:
                          empty: {}
                          list: []
                          none: null
                          text: |
                            one
                            two
                        b:
                        - x: "true"
                          "y": 1
                        - - 1
                        """);
    }

    /** Whatever tree is written is read again as the same tree. */
    @Property(tries = 500)
    void writingAndReadingGivesTheSameTree(@ForAll("trees") Object tree) {
        assertThat(Yaml.document(Yaml.write(tree))).isEqualTo(tree);
        assertThat(Json.read(Json.write(tree))).isEqualTo(tree);
    }

    @Provide
    static Arbitrary<Object> trees() {
        var texts =
                Arbitraries.of(
                        "",
                        "a",
                        "true",
                        "12",
                        "0x1f",
                        "1e3",
                        "null",
                        "~",
                        "yes",
                        "- x",
                        "a: b",
                        "#c",
                        " lead",
                        "trail ",
                        "x #y",
                        "'q'",
                        "\"d\"",
                        "one\ntwo",
                        "one\ntwo\n",
                        "\nlead",
                        "two\n\n",
                        "tab\tin",
                        "{",
                        "[",
                        "&a",
                        "*a",
                        "!t",
                        "%d",
                        "@x",
                        "`b",
                        "ünï",
                        "2001-01-01",
                        "<<",
                        "...",
                        "---",
                        ":",
                        "a:",
                        "-",
                        "?",
                        "\u0007",
                        "a\r\nb");
        Arbitrary<Object> leaf =
                Arbitraries.oneOf(
                        texts.map(t -> (Object) t),
                        Arbitraries.strings().ofMaxLength(12).ascii().map(t -> (Object) t),
                        Arbitraries.longs().map(n -> (Object) n),
                        Arbitraries.of(true, false).map(b -> (Object) b),
                        Arbitraries.of(0.5, -2.25, 1e-7).map(d -> (Object) d));
        Arbitrary<Object> maps = Arbitraries.maps(texts, leaf).ofMaxSize(4).map(m -> (Object) m);
        Arbitrary<Object> lists =
                Arbitraries.oneOf(leaf, maps).list().ofMaxSize(4).map(l -> (Object) l);
        return Arbitraries.maps(texts, Arbitraries.oneOf(Arrays.asList(leaf, maps, lists)))
                .ofMinSize(1)
                .ofMaxSize(5)
                .map(m -> m);
    }
}
