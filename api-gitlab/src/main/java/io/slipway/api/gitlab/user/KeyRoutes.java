package io.slipway.api.gitlab.user;

import io.slipway.api.gitlab.call.Call;
import io.slipway.api.gitlab.call.Field;
import io.slipway.api.gitlab.call.Paging;
import io.slipway.api.gitlab.call.Refusal;
import io.slipway.api.gitlab.call.Table;
import io.slipway.forge.Forge;
import io.slipway.forge.identity.Email;
import io.slipway.forge.identity.UserId;
import io.slipway.forge.key.SshKey;
import io.slipway.http.Json;
import io.slipway.http.Reply;
import io.slipway.platform.problem.NotFound;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** SSH keys and further addresses of people: their own, and for administrators anybody's. */
public final class KeyRoutes {
    private final Forge forge;

    /** Over the doors of the forge. */
    public KeyRoutes(Forge forge) {
        this.forge = forge;
    }

    /** The lines of the table. */
    public void addTo(Table table) {
        table.section("Keys and addresses");
        table.get("/user/keys", "The caller's keys", this::own).gives("[SSHKey]");
        table.get("/user/keys/:key_id", "One of the caller's keys", this::ownOne).gives("SSHKey");
        table.post("/user/keys", "Adds a key", this::addOwn).takes(keyFields()).gives("SSHKey");
        table.delete("/user/keys/:key_id", "Removes a key; null if it is gone", this::removeOwn)
                .gives("SSHKey?");
        table.get("/users/:id/keys", "A user's keys; administrators only", this::list)
                .gives("[SSHKey]");
        table.post("/users/:id/keys", "Adds a key for a user; administrators only", this::addTo)
                .takes(keyFields())
                .gives("SSHKey");
        table.delete(
                        "/users/:id/keys/:key_id",
                        "Removes a user's key; administrators only",
                        this::removeFrom)
                .gives("SSHKey");
        table.get("/keys/:key_id", "A key and whose it is; administrators only", this::any)
                .gives("SSHKeyWithUser");
        table.get("/user/emails", "The caller's further addresses", this::ownEmails)
                .gives("[Email]");
        table.get("/user/emails/:email_id", "One of them", this::ownEmail).gives("Email");
        table.post("/user/emails", "Adds an address", this::addOwnEmail)
                .takes(emailField())
                .gives("Email");
        table.delete(
                        "/user/emails/:email_id",
                        "Removes an address; null if it is gone",
                        this::removeOwnEmail)
                .gives("Email?");
        table.get("/users/:id/emails", "A user's addresses; administrators only", this::emails)
                .gives("[Email]");
        table.post(
                        "/users/:id/emails",
                        "Adds an address for a user; administrators only",
                        this::addEmailTo)
                .takes(emailField())
                .gives("Email");
        table.delete(
                        "/users/:id/emails/:email_id",
                        "Removes a user's address; administrators only",
                        this::removeEmailFrom)
                .gives("Email");
    }

    private static List<Field> keyFields() {
        return List.of(
                Field.text("title", "what it is called", 255).needed(),
                Field.text("key", "the public key, one line", 5000).needed());
    }

    private static Field emailField() {
        return Field.text("email", "the address").needed();
    }

    private static UserId self(Call call) {
        return call.caller().requirePerson().id();
    }

    /** The user in the path; administrators only. */
    private UserId other(Call call, Refusal missing) {
        UserRoutes.requireAdmin(call);
        var id = new UserId(call.pathNumber("id"));
        try {
            return forge.users().get(call.caller(), id).id();
        } catch (NotFound e) {
            throw missing;
        }
    }

    /** {@code GET /user/keys}. */
    public Reply own(Call call) {
        return Paging.whole(forge.keys().list(call.caller(), self(call)), KeyJson::of);
    }

    /** {@code GET /user/keys/:key_id}. */
    public Reply ownOne(Call call) {
        try {
            return Reply.json(
                    200, KeyJson.of(forge.keys().own(call.caller(), call.pathNumber("key_id"))));
        } catch (NotFound e) {
            throw Refusal.noRecord();
        }
    }

    /** {@code POST /user/keys}. */
    public Reply addOwn(Call call) {
        return add(call, self(call));
    }

    private Reply add(Call call, UserId user) {
        call.parameters().require("title", "key");
        var key =
                forge.keys()
                        .add(
                                call.caller(),
                                user,
                                call.parameters().required("title"),
                                call.parameters().required("key"));
        return Reply.json(201, KeyJson.of(key));
    }

    /** {@code DELETE /user/keys/:key_id}: a key that is gone is as good as removed. */
    public Reply removeOwn(Call call) {
        return row(forge.keys().remove(call.caller(), self(call), call.pathNumber("key_id")));
    }

    private static Reply row(Optional<SshKey> removed) {
        return Reply.bytes(
                200, "application/json", Json.write(removed.map(KeyJson::of).orElse(null)));
    }

    /** {@code GET /users/:id/keys}. */
    public Reply list(Call call) {
        var user = other(call, Refusal.notFound("User"));
        return Paging.whole(forge.keys().list(call.caller(), user), KeyJson::of);
    }

    /** {@code POST /users/:id/keys}. */
    public Reply addTo(Call call) {
        return add(call, other(call, Refusal.noRecord()));
    }

    /** {@code DELETE /users/:id/keys/:key_id}. */
    public Reply removeFrom(Call call) {
        var user = other(call, Refusal.notFound("User"));
        var removed = forge.keys().remove(call.caller(), user, call.pathNumber("key_id"));
        if (removed.isEmpty()) {
            throw Refusal.notFound("Key");
        }
        return row(removed);
    }

    /** {@code GET /keys/:key_id}: any key with its user; administrators only. */
    public Reply any(Call call) {
        UserRoutes.requireAdmin(call);
        SshKey key;
        try {
            key = forge.keys().get(call.caller(), call.pathNumber("key_id"));
        } catch (NotFound e) {
            throw Refusal.noRecord();
        }
        var json = KeyJson.of(key);
        if (key.user().isPresent()) {
            var user = forge.users().get(call.caller(), key.user().get());
            json.put(
                    "user",
                    UserJson.full(
                            user,
                            forge.users()
                                    .identities(call.caller(), List.of(user.id()))
                                    .getOrDefault(user.id(), List.of()),
                            forge.projects().personalCount(user.id()),
                            call.links()));
        }
        return Reply.json(200, json);
    }

    /** {@code GET /user/emails}. */
    public Reply ownEmails(Call call) {
        return Paging.whole(forge.emails().list(call.caller(), self(call)), KeyRoutes::json);
    }

    /** {@code GET /user/emails/:email_id}. */
    public Reply ownEmail(Call call) {
        return Reply.json(
                200,
                forge.emails()
                        .find(call.caller(), self(call), call.pathNumber("email_id"))
                        .map(KeyRoutes::json)
                        .orElseThrow(Refusal::noRecord));
    }

    /** {@code POST /user/emails}. */
    public Reply addOwnEmail(Call call) {
        return addEmail(call, self(call));
    }

    private Reply addEmail(Call call, UserId user) {
        call.parameters().require("email");
        return Reply.json(
                201,
                json(forge.emails().add(call.caller(), user, call.parameters().required("email"))));
    }

    /** {@code DELETE /user/emails/:email_id}: one that is gone is as good as removed. */
    public Reply removeOwnEmail(Call call) {
        return emailRow(
                forge.emails().remove(call.caller(), self(call), call.pathNumber("email_id")));
    }

    private static Reply emailRow(Optional<Email> removed) {
        return Reply.bytes(
                200, "application/json", Json.write(removed.map(KeyRoutes::json).orElse(null)));
    }

    /** {@code GET /users/:id/emails}. */
    public Reply emails(Call call) {
        var user = other(call, Refusal.notFound("User"));
        return Paging.whole(forge.emails().list(call.caller(), user), KeyRoutes::json);
    }

    /** {@code POST /users/:id/emails}. */
    public Reply addEmailTo(Call call) {
        return addEmail(call, other(call, Refusal.noRecord()));
    }

    /** {@code DELETE /users/:id/emails/:email_id}. */
    public Reply removeEmailFrom(Call call) {
        var user = other(call, Refusal.notFound("User"));
        var removed = forge.emails().remove(call.caller(), user, call.pathNumber("email_id"));
        if (removed.isEmpty()) {
            throw Refusal.notFound("Email");
        }
        return emailRow(removed);
    }

    private static Map<String, @Nullable Object> json(Email email) {
        return Json.object("id", email.id(), "email", email.email());
    }
}
