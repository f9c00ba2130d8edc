package io.slipway.api.gitlab.call;

import io.slipway.http.Json;
import io.slipway.http.Reply;
import io.slipway.http.Request;
import io.slipway.platform.page.Page;
import io.slipway.platform.page.PageRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Pages as this API asks for and announces them. */
public final class Paging {
    private static final Set<String> HIDDEN =
            Set.of("private_token", "access_token", "bearer_token", "page", "per_page");

    private Paging() {}

    /** The page that a call asks for; junk is as good as nothing. */
    public static PageRequest of(Call call) {
        return new PageRequest(
                number(call, "page", 1), number(call, "per_page", PageRequest.DEFAULT));
    }

    private static int number(Call call, String name, int otherwise) {
        var text = call.parameters().text(name).orElse("");
        if (!text.matches("\\d{1,9}")) {
            return otherwise;
        }
        var number = Integer.parseInt(text);
        return number < 1 ? otherwise : number;
    }

    /** A page with its headers; the items are turned into JSON together. */
    public static <T> Reply reply(Call call, Page<T> page, Function<List<T>, List<?>> json) {
        var reply = Reply.json(200, json.apply(page.items()));
        long number = page.request().number();
        long pages = page.pages();
        reply =
                reply.with("X-Total", Long.toString(page.total()))
                        .with("X-Total-Pages", Long.toString(pages))
                        .with("X-Per-Page", Integer.toString(page.request().size()))
                        .with("X-Page", Long.toString(number))
                        .with("X-Next-Page", number < pages ? Long.toString(number + 1) : "")
                        .with(
                                "X-Prev-Page",
                                number > 1 && number - 1 <= pages ? Long.toString(number - 1) : "");
        return reply.with("Link", links(call, number, Math.max(1, pages), page.request().size()));
    }

    /** A page whose items are turned into JSON one by one. */
    public static <T> Reply each(Call call, Page<T> page, Function<T, ?> json) {
        return reply(call, page, items -> items.stream().map(json).toList());
    }

    /** A whole list, cut into the page that was asked for. */
    public static <T> Page<T> cut(Call call, List<T> all) {
        var request = of(call);
        var from = (int) Math.min(all.size(), request.offset());
        var to = (int) Math.min(all.size(), request.offset() + request.size());
        return new Page<>(all.subList(from, to), request, all.size());
    }

    private static String links(Call call, long number, long pages, int size) {
        var links = new ArrayList<String>();
        if (number > 1 && number - 1 <= pages) {
            links.add(link(call, number - 1, size, "prev"));
        }
        if (number < pages) {
            links.add(link(call, number + 1, size, "next"));
        }
        links.add(link(call, 1, size, "first"));
        links.add(link(call, pages, size, "last"));
        return String.join(", ", links);
    }

    private static String link(Call call, long page, int size, String rel) {
        var request = call.request();
        var query = new TreeMap<String, List<String>>();
        request.query()
                .forEach((name, values) -> {
                    if (!HIDDEN.contains(name)) {
                        query.put(name, values);
                    }
                });
        query.put("page", List.of(Long.toString(page)));
        query.put("per_page", List.of(Integer.toString(size)));
        var text = new ArrayList<String>();
        query.forEach((name, values) ->
                values.forEach(value -> text.add(encode(name) + "=" + encode(value))));
        return "<%s%s?%s>; rel=\"%s\""
                .formatted(call.links().web(), path(request), String.join("&", text), rel);
    }

    private static String path(Request request) {
        return request.rawPath().replace("<", "%3C").replace(">", "%3E");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /**
     * Ends a list that this API does not page for clients that ask for pages until one is empty:
     * the whole list is the first page, every later one is empty.
     *
     * @param reply to a GET; one that is no JSON list, or has pages of its own, is left alone
     */
    public static Reply ending(Call call, Reply reply) {
        var whole =
                reply.status() == 200
                        && reply.header("X-Page").isEmpty()
                        && reply.header("Content-Type").orElse("").startsWith("application/json")
                        && reply.body() instanceof Reply.Body.Bytes(var bytes)
                        && bytes.length > 0
                        && bytes[0] == '[';
        return whole && of(call).number() > 1 ? Reply.json(200, List.of()) : reply;
    }

    /** A list that this API does not page. */
    public static <T> Reply whole(List<T> items, Function<T, ?> json) {
        return Reply.bytes(200, "application/json", Json.write(items.stream().map(json).toList()));
    }
}
