package io.slipway.manifests.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.manifests.ManifestException;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatchTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"a":1}          | [{"op":"add","path":"/b","value":2}]                       | {"a":1,"b":2}
                    {"a":[1,3]}      | [{"op":"add","path":"/a/1","value":2}]                     | {"a":[1,2,3]}
                    {"a":[1]}        | [{"op":"add","path":"/a/-","value":2}]                     | {"a":[1,2]}
                    {"a":1}          | [{"op":"remove","path":"/a"}]                              | {}
                    {"a":1}          | [{"op":"replace","path":"/a","value":{"x":1}}]             | {"a":{"x":1}}
                    {"a":1}          | [{"op":"move","from":"/a","path":"/b"}]                    | {"b":1}
                    {"a":{"x":1}}    | [{"op":"copy","from":"/a","path":"/b"}]                    | {"a":{"x":1},"b":{"x":1}}
                    {"a":1}          | [{"op":"test","path":"/a","value":1},{"op":"remove","path":"/a"}] | {}
                    {"a/b":1,"m~n":2}| [{"op":"remove","path":"/a~1b"},{"op":"replace","path":"/m~0n","value":3}] | {"m~n":3}
                    {"a":1}          | [{"op":"replace","path":"","value":[1]}]                   | [1]
                    {"a":1}          | [{"op":"add","path":"/b","value":null}]                    | {"a":1,"b":null}
                    """)
    void jsonPatchesFollowTheRfc(String target, String patch, String expected) {
        var before = Json.read(target);
        assertThat(JsonPatch.of(Json.read(patch)).apply(before)).isEqualTo(Json.read(expected));
        assertThat(before).isEqualTo(Json.read(target));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    [{"op":"remove","path":"/x"}]                    | /x
                    [{"op":"replace","path":"/x/y","value":1}]       | /x/y
                    [{"op":"add","path":"/l/5","value":1}]           | outside the list
                    [{"op":"add","path":"/l/x","value":1}]           | no index
                    [{"op":"test","path":"/a","value":2}]            | test of /a failed
                    [{"op":"swap","path":"/a"}]                      | unknown JSON patch operation swap
                    [{"op":"add","path":"/a"}]                       | has no value
                    [{"op":"add","path":"a","value":1}]              | does not start with /
                    {"op":"add"}                                     | must be a list
                    """)
    void aPatchThatDoesNotFitNamesTheOperation(String patch, String message) {
        assertThatThrownBy(() ->
                        JsonPatch.of(Json.read(patch)).apply(Json.read("{\"a\":1,\"l\":[1]}")))
                .isInstanceOf(ManifestException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"a":"b"}           | {"a":"c"}             | {"a":"c"}
                    {"a":"b"}           | {"b":"c"}             | {"a":"b","b":"c"}
                    {"a":"b"}           | {"a":null}            | {}
                    {"a":["b"]}         | {"a":["c","d"]}       | {"a":["c","d"]}
                    {"a":{"b":"c"}}     | {"a":{"b":null,"d":1}}| {"a":{"d":1}}
                    {"a":"foo"}         | null                  | null
                    {"e":null}          | {"a":1}               | {"e":null,"a":1}
                    [1,2]               | {"a":"b","c":null}    | {"a":"b"}
                    """)
    void mergePatchesFollowTheRfc(String target, String patch, String expected) {
        assertThat(MergePatch.apply(Json.read(target), Json.read(patch)))
                .isEqualTo(Json.read(expected));
    }

    /**
     * The patch between two maps makes the second of the first, as long as no null stands in it.
     */
    @Property(tries = 300)
    void thePatchBetweenTwoMapsMakesTheSecondOfTheFirst(
            @ForAll("maps") Map<String, Object> from, @ForAll("maps") Map<String, Object> to) {
        assertThat(MergePatch.apply(from, MergePatch.between(from, to))).isEqualTo(to);
        assertThat(MergePatch.between(to, Trees.copyMap(to))).isEmpty();
    }

    @Provide
    static Arbitrary<Map<String, Object>> maps() {
        var keys = Arbitraries.of("a", "b", "c");
        Arbitrary<Object> leaf = Arbitraries.of(1L, "x", true, java.util.List.of(1L));
        Arbitrary<Object> inner = Arbitraries.maps(keys, leaf).ofMaxSize(3).map(m -> m);
        return Arbitraries.maps(keys, Arbitraries.oneOf(leaf, inner)).ofMaxSize(3);
    }
}
