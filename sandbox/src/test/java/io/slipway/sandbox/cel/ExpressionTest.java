package io.slipway.sandbox.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Yaml;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Single expressions, as CEL's definition gives their values. */
class ExpressionTest {

    private static final Map<String, Object> SCHEMA =
            Trees.map(
                            Yaml.document(
                                    """
                                    type: object
                                    properties:
                                      num: {type: integer}
                                      s: {type: string}
                                      b: {type: boolean}
                                      big: {type: string}
                                      a-b: {type: string}
                                      when: {type: string, format: date-time}
                                      span: {type: string, format: duration}
                                      list: {type: array, items: {type: integer}}
                                      map: {type: object, additionalProperties: {type: string}}
                                      any: {x-kubernetes-int-or-string: true}
                                    """))
                    .orElseThrow();

    private static final Map<String, Object> OBJECT =
            Trees.map(
                            Yaml.document(
                                    """
                                    num: 5
                                    s: hello
                                    b: true
                                    a-b: dashed
                                    when: "2026-02-03T04:05:06Z"
                                    span: 1h30m
                                    list: [3, 1, 2]
                                    map: {x: "1", y: "2"}
                                    any: 50%
                                    """))
                    .orElseThrow();

    private static Object value(String expression) {
        var expr = Parser.parse(expression);
        Checker.check(expr, Map.of("self", Checker.Type.of(SCHEMA)));
        return new Evaluator(new Functions(ExpressionTest::quantity), Budget.ofAnObject())
                .value(expr, Map.of("self", Values.of(SCHEMA, OBJECT)));
    }

    private static Optional<BigDecimal> quantity(String text) {
        return text.endsWith("m")
                ? Optional.of(new BigDecimal(text.substring(0, text.length() - 1)).movePointLeft(3))
                : text.matches("\\d+") ? Optional.of(new BigDecimal(text)) : Optional.empty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "self.num == 5 && self.s == 'hello' || false",
                "self.num > 4 ? self.b : false",
                "1 + 2 * 3 == 7 && (1 + 2) * 3 == 9 && 7 % 4 == 3 && -7 / 2 == -3 && -(-1) == 1",
                "0x1F == 31 && 1.5e1 == 15.0 && 010 == 10 && 1 == 1.0 && 3 < 3.5",
                "'a\\n\\u0041\\x41\\101' == 'a\\nAAA' && r'\\d' == '\\\\d' && \"\"\"x\ny\"\"\".size() == 3",
                "has(self.s) && !has(self.big) && !(has(self.big) && self.big == 'x')",
                "self.a__dash__b == 'dashed'",
                "self.list.all(i, i > 0) && self.list.exists(i, i == 2) && self.list.exists_one(i, i == 2)",
                "self.list.filter(i, i > 1) == [3, 2] && self.list.map(i, i * 2) == [6, 2, 4]",
                "self.list.map(i, i > 1, i * 2) == [6, 4] && self.map.all(k, self.map[k] != '')",
                "'x' in self.map && !('z' in self.map) && 3 in self.list && 2 in {2: 'a'}",
                "self.list[0] == 3 && self.map['x'] == '1' && self.map.x == '1'",
                "self.list.sum() == 6 && self.list.max() == 3 && self.list.min() == 1 && !self.list.isSorted()",
                "self.list.indexOf(1) == 1 && [1, 2, 1].lastIndexOf(1) == 2 && self.list.sort() == [1, 2, 3]",
                "size('añb') == 3 && 'añb'.charAt(1) == 'ñ' && 'hello'.substring(1, 3) == 'el'",
                "'a,b,c'.split(',') == ['a', 'b', 'c'] && ['a', 'b'].join('-') == 'a-b'",
                "'aXbX'.replace('X', 'y') == 'ayby' && ' a '.trim() == 'a' && 'Ab'.lowerAscii() == 'ab'",
                "'abc1'.matches('^[a-c]+[0-9]$') && 'a1b22'.findAll('[0-9]+') == ['1', '22'] && 'a1'.find('[0-9]') == '1'",
                "string(5) == '5' && int('7') == 7 && double('1.5') == 1.5 && string(1.0) == '1' && type(1) == int",
                "self.when.getFullYear() == 2026 && self.when.getMonth() == 1 && self.when > timestamp('2026-01-01T00:00:00Z')",
                "self.span == duration('90m') && self.span.getMinutes() == 90 && duration('1h') < self.span",
                "timestamp('2026-01-01T00:00:00Z') + duration('24h') == timestamp('2026-01-02T00:00:00Z')",
                "quantity('1500m').isGreaterThan(quantity('1')) && isQuantity('1') && !isQuantity('x')",
                "quantity('1').add(quantity('500m')).compareTo(quantity('1500m')) == 0",
                "url('https://example.org:8080/a').getHostname() == 'example.org' && isURL('https://x') && !isURL('::')",
                "type(self.any) == string && self.any == '50%' || type(self.any) == int && self.any > 1",
                "self.?big.orValue('none') == 'none' && self.?s.hasValue() && optional.of(1).optMap(x, x + 1).value() == 2",
                "sets.contains([1, 2, 3], [3, 1]) && sets.equivalent([1, 2], [2, 1, 1]) && !sets.intersects([1], [2])",
                "'%s has %d'.format(['x', 3]) == 'x has 3'",
                "(1 / 0 > 1 || true) && !(1 / 0 > 1 && false)",
                "[1, 2] + [3] == [1, 2, 3] && {'a': 1}.a == 1 && [[1], [2]].flatten() == [1, 2]",
                "true // said by a remark\n"
            })
    void holds(String expression) {
        assertThat(value(expression)).isEqualTo(true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "self.num +",
                "self.num == 1)",
                "'open",
                "self..n",
                "[1, 2",
                "1 2",
                "for",
                "has(1)",
                "'\\q'",
                "self.nothing",
                "self.num.m",
                "foo(1)",
                "self.s.bar()",
                "other",
                "self.s > 1",
                "self.num == 'a'"
            })
    void isRefused(String expression) {
        assertThatThrownBy(() -> value(expression))
                .isInstanceOfSatisfying(
                        CelException.class,
                        e -> assertThat(e.kind()).isEqualTo(CelException.Kind.INVALID));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ip('1.2.3.4').family() == 4", "5u == 5u", "self.list.all(i, v, i < v)"})
    void isNotKnown(String expression) {
        assertThatThrownBy(() -> value(expression))
                .isInstanceOfSatisfying(
                        CelException.class,
                        e -> assertThat(e.kind()).isEqualTo(CelException.Kind.UNSUPPORTED));
    }

    @Test
    void failuresSayWhatHappened() {
        assertFails("self.big == ''", "no such key: big");
        assertFails("self.list[9] == 1", "index out of bounds: 9");
        assertFails("1 / 0 == 1", "division by zero");
        assertFails("9223372036854775807 + 1 > 0", "integer overflow");
        assertFails("self.any > 1", "no such overload");
    }

    private static void assertFails(String expression, String message) {
        assertThatThrownBy(() -> value(expression))
                .isInstanceOfSatisfying(
                        CelException.class,
                        e -> assertThat(e.kind()).isEqualTo(CelException.Kind.FAILED))
                .hasMessage(message);
    }

    @Test
    void placeOfAnErrorIsShown() {
        assertThatThrownBy(() -> value("true &&\n self.nothing"))
                .isInstanceOfSatisfying(
                        CelException.class,
                        e ->
                                assertThat(e.shown("true &&\n self.nothing"))
                                        .isEqualTo(
                                                "ERROR: <input>:2:6: undefined field 'nothing'\n |  self.nothing\n | .....^"));
    }

    @Test
    void whatTakesTooMuchIsEnded() {
        var ten = "[1,2,3,4,5,6,7,8,9,10]";
        assertExpensive(
                "%1$s.all(a, %1$s.all(b, %1$s.all(c, %1$s.all(d, %1$s.all(e, %1$s.all(f, %1$s.all(g, true)))))))"
                        .formatted(ten));
        var x = "'" + "x".repeat(8_000) + "'";
        assertExpensive(
                "%1$s.all(a, %1$s.all(b, %1$s.all(c, (%2$s + %2$s + %2$s + %2$s + %2$s + %2$s + %2$s).size() > 0)))"
                        .formatted(ten, x));
        assertThatThrownBy(() -> Parser.parse("(".repeat(5000)))
                .isInstanceOf(CelException.class)
                .hasMessageContaining("nested too deeply");
        assertThatThrownBy(() -> Parser.parse("!".repeat(5000) + "true"))
                .isInstanceOf(CelException.class)
                .hasMessageContaining("nested too deeply");
    }

    private static void assertExpensive(String expression) {
        assertThatThrownBy(() -> value(expression))
                .isInstanceOfSatisfying(
                        CelException.class,
                        e -> assertThat(e.kind()).isEqualTo(CelException.Kind.EXPENSIVE));
    }
}
