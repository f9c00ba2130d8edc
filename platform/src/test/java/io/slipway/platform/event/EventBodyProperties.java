package io.slipway.platform.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class EventBodyProperties {

    @Property(tries = 500)
    void everyBodyComesBackAsItWas(
            @ForAll String name,
            @ForAll String text,
            @ForAll long number,
            @ForAll boolean flag,
            @ForAll List<String> texts) {
        EventBody inner = EventBody.empty().put("t" + name, text);
        EventBody body =
                EventBody.empty()
                        .put("text" + name, text)
                        .put("number" + name, number)
                        .put("flag" + name, flag)
                        .putTexts("texts" + name, texts)
                        .putBodies("bodies" + name, List.of(inner, EventBody.empty()));
        EventBody back = EventBody.ofJson(body.toJson());
        assertThat(back.text("text" + name)).isEqualTo(text);
        assertThat(back.number("number" + name)).isEqualTo(number);
        assertThat(back.flag("flag" + name)).isEqualTo(flag);
        assertThat(back.texts("texts" + name)).isEqualTo(texts);
        assertThat(back.bodies("bodies" + name).getFirst().text("t" + name)).isEqualTo(text);
        assertThat(back.toJson()).isEqualTo(body.toJson());
    }
}
