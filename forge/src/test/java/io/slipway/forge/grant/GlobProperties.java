package io.slipway.forge.grant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;

class GlobProperties {

    @Property
    void aGlobMatchesWhatItsRegularExpressionMatches(
            @ForAll @CharRange(from = 'a', to = 'b') @Chars('*') @StringLength(max = 8)
                    String pattern,
            @ForAll @CharRange(from = 'a', to = 'b') @StringLength(max = 10) String text) {
        String regex =
                pattern.chars()
                        .mapToObj(c -> c == '*' ? ".*" : Pattern.quote(Character.toString(c)))
                        .collect(Collectors.joining());
        assertThat(Glob.matches(pattern, text)).isEqualTo(text.matches(regex));
    }
}
