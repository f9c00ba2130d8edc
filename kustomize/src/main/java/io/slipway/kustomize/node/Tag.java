package io.slipway.kustomize.node;

/** The type of a scalar: what its reader resolved or a step of the build set. */
public enum Tag {
    /** Set by a step; what it is shows when the text is read again. */
    NONE("", ""),
    STRING("!!str", "string"),
    INT("!!int", "int"),
    FLOAT("!!float", "float"),
    BOOL("!!bool", "bool"),
    NULL("!!null", "null"),
    TIMESTAMP("!!timestamp", "time"),
    BINARY("!!binary", "string"),
    MERGE("!!merge", "merge"),
    /** A tag of the file's own; the value counts as text. */
    OTHER("!", "string");

    private final String text;
    private final String typeName;

    Tag(String text, String typeName) {
        this.text = text;
        this.typeName = typeName;
    }

    /** The short form in YAML. */
    public String text() {
        return text;
    }

    /** The name of the type in errors. */
    public String typeName() {
        return typeName;
    }
}
