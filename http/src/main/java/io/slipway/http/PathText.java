package io.slipway.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Percent-decoding of paths, queries and forms, strict about malformed escapes and UTF-8. */
final class PathText {
    private static final int MOST_PAIRS = 2000;

    private PathText() {}

    /** The segments of a raw path, split before they are decoded. */
    static List<String> segments(String rawPath) {
        var segments = new ArrayList<String>();
        for (var piece : rawPath.substring(rawPath.startsWith("/") ? 1 : 0).split("/", -1)) {
            segments.add(decode(piece, false));
        }
        return segments;
    }

    /** The pairs of a query or form, in order; a name may come several times. */
    static Map<String, List<String>> pairs(String text) {
        var pairs = new LinkedHashMap<String, List<String>>();
        if (text.isEmpty()) {
            return pairs;
        }
        var count = 0;
        for (var pair : text.split("&")) {
            if (pair.isEmpty()) {
                continue;
            }
            if (++count > MOST_PAIRS) {
                throw new HttpFailure.Malformed("More than " + MOST_PAIRS + " parameters.");
            }
            var equals = pair.indexOf('=');
            var name = decode(equals < 0 ? pair : pair.substring(0, equals), true);
            var value = equals < 0 ? "" : decode(pair.substring(equals + 1), true);
            pairs.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
        }
        return pairs;
    }

    static String decode(String text, boolean plusIsSpace) {
        if (text.indexOf('%') < 0 && (!plusIsSpace || text.indexOf('+') < 0) && plain(text)) {
            return text;
        }
        var bytes = new ByteArrayOutputStream(text.length());
        for (var at = 0; at < text.length(); at++) {
            var character = text.charAt(at);
            if (character == '%') {
                var whole = at + 2 < text.length();
                var high = whole ? Character.digit(text.charAt(at + 1), 16) : -1;
                var low = whole ? Character.digit(text.charAt(at + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    throw new HttpFailure.Malformed("A % is not followed by two hex digits.");
                }
                bytes.write(high * 16 + low);
                at += 2;
            } else if (character == '+' && plusIsSpace) {
                bytes.write(' ');
            } else {
                var end = Character.isHighSurrogate(character) && at + 1 < text.length() ? 2 : 1;
                bytes.writeBytes(text.substring(at, at + end).getBytes(StandardCharsets.UTF_8));
                at += end - 1;
            }
        }
        try {
            var decoded =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes.toByteArray()))
                            .toString();
            if (decoded.indexOf('\0') >= 0) {
                throw new HttpFailure.Malformed("The address holds a NUL character.");
            }
            return decoded;
        } catch (CharacterCodingException e) {
            throw new HttpFailure.Malformed("The address is not valid UTF-8.");
        }
    }

    private static boolean plain(String text) {
        return text.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
    }
}
