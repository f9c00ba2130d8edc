package io.slipway.engine.compare;

/** When a hook's object is removed (spec: sync E). */
public enum HookDeletePolicy {
    BEFORE_CREATION("BeforeHookCreation", "before-hook-creation"),
    SUCCEEDED("HookSucceeded", "hook-succeeded"),
    FAILED("HookFailed", "hook-failed");

    private final String text;
    private final String helmText;

    HookDeletePolicy(String text, String helmText) {
        this.text = text;
        this.helmText = helmText;
    }

    boolean isNamed(String word) {
        return text.equals(word);
    }

    boolean isNamedByHelm(String word) {
        return helmText.equals(word);
    }
}
