package io.slipway.forge.upload;

/**
 * A file that was attached to a project's texts.
 *
 * @param secret the part of its address that nobody guesses: 32 hexadecimal digits
 */
public record Uploaded(String secret, String name) {

    /** Whether texts show it rather than name it. */
    public boolean isImage() {
        return Picture.named(name).isPresent();
    }

    /** What stands for it where it cannot be shown. */
    public String title() {
        return isImage() ? FileName.base(name) : name;
    }

    /** Its address below the project's. */
    public String path() {
        return "/uploads/" + secret + "/" + name;
    }
}
