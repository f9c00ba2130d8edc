package io.slipway.kustomize.node;

/** A single value with its text. */
public final class ScalarNode extends Node {

    /** How a scalar stands in its file. */
    public enum Style {
        PLAIN,
        SINGLE,
        DOUBLE,
        LITERAL,
        FOLDED
    }

    private String text;
    private Tag tag;
    private Style style;

    public ScalarNode(String text, Tag tag, Style style) {
        this.text = text;
        this.tag = tag;
        this.style = style;
    }

    /** A string. */
    public static ScalarNode string(String text) {
        return new ScalarNode(text, Tag.STRING, Style.PLAIN);
    }

    /** A value whose type shows from its text. */
    public static ScalarNode untagged(String text) {
        return new ScalarNode(text, Tag.NONE, Style.PLAIN);
    }

    @Override
    public String text() {
        return text;
    }

    public Tag tag() {
        return tag;
    }

    public Style style() {
        return style;
    }

    /** Changes the text; type and style stay. */
    public void setText(String value) {
        text = value;
    }

    /** Changes text and type; the style stays. */
    public void set(String value, Tag newTag) {
        text = value;
        tag = newTag;
    }

    /** Changes everything. */
    public void set(String value, Tag newTag, Style newStyle) {
        text = value;
        tag = newTag;
        style = newStyle;
    }

    /** Whether steps treat it as text: a string, or untagged. */
    public boolean isString() {
        return tag == Tag.STRING || tag == Tag.NONE;
    }

    @Override
    public boolean isNull() {
        return tag == Tag.NULL;
    }

    @Override
    public boolean isNullOrEmpty() {
        return tag == Tag.NULL || text.isEmpty();
    }

    @Override
    public ScalarNode copy() {
        var copy = new ScalarNode(text, tag, style);
        copy.at(line());
        return copy;
    }

    @Override
    public String kindName() {
        return "ScalarNode";
    }
}
