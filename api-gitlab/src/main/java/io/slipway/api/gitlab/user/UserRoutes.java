package io.slipway.api.gitlab.user;

import io.slipway.api.gitlab.call.Call;
import io.slipway.api.gitlab.call.Credentials;
import io.slipway.api.gitlab.call.Field;
import io.slipway.api.gitlab.call.Paging;
import io.slipway.api.gitlab.call.Parameters;
import io.slipway.api.gitlab.call.Refusal;
import io.slipway.api.gitlab.call.Table;
import io.slipway.forge.Forge;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.Credential;
import io.slipway.forge.identity.Identity;
import io.slipway.forge.identity.NewUser;
import io.slipway.forge.identity.PasswordCheck;
import io.slipway.forge.identity.Profile;
import io.slipway.forge.identity.User;
import io.slipway.forge.identity.UserChange;
import io.slipway.forge.identity.UserId;
import io.slipway.forge.identity.UserQuery;
import io.slipway.forge.upload.Avatar;
import io.slipway.http.Json;
import io.slipway.http.Reply;
import io.slipway.platform.problem.Conflict;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.secret.Secret;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Session and users. */
public final class UserRoutes {
    private static final Set<String> NO = Set.of("false", "f", "no", "0");
    private static final String TAKEN = "has already been taken";

    private final Forge forge;

    /** Over the doors of the forge. */
    public UserRoutes(Forge forge) {
        this.forge = forge;
    }

    /** The lines of the table. */
    public void addTo(Table table) {
        table.section("Signing in and people");
        table.open(
                        "POST",
                        "/session",
                        "The caller's private token, for name and password",
                        this::session)
                .takes(
                        Field.text("login", "user name or address"),
                        Field.text("email", "the same; wins over login"),
                        Field.text("password", "the password"))
                .gives("UserLogin")
                .fails(429);
        table.get("/user", "The caller", this::own).gives("UserLogin");
        table.get("/users", "People, newest first; in full for administrators", this::list)
                .takes(
                        Field.text("username", "exactly this one; the list is then not paged"),
                        Field.text("search", "a part of name, address or user name"),
                        Field.text("active", "any value: only those who are not blocked"))
                .pages("UserInList");
        table.post("/users", "Makes a user; administrators only", this::create)
                .takes(
                        Field.text("email", "the address").needed(),
                        Field.text("password", "of 8 to 128 characters").needed(),
                        Field.text("name", "the name that others see", 255).needed(),
                        Field.text("username", "the name in addresses", 255).needed(),
                        Field.text("confirm", "false, f, no or 0: the address counts as confirmed"))
                .takes(profileFields())
                .gives("UserFull")
                .fails(409);
        table.get("/users/:id", "One person", this::get).gives("UserInList");
        table.put("/users/:id", "Changes a user; administrators only", this::update)
                .takes(
                        Field.text("email", "the address"),
                        Field.text("password", "of 8 to 128 characters"),
                        Field.text("name", "the name that others see", 255),
                        Field.text("username", "the name in addresses", 255),
                        Field.text("website_url", "a page of the person", 255),
                        Field.file("avatar", "a picture of at most 200 KB"))
                .takes(profileFields())
                .gives("UserFull")
                .fails(409);
        table.delete("/users/:id", "Removes a user; administrators only", this::delete)
                .gives("UserFull")
                .fails(409);
        table.put("/users/:id/block", "Blocks a user; administrators only", this::block)
                .gives("bool");
        table.put("/users/:id/unblock", "Unblocks a user; administrators only", this::unblock)
                .gives("bool");
        table.put(
                        "/users/:id/disable_two_factor",
                        "Takes the second factor of a user away; administrators only",
                        this::disableTwoFactor)
                .gives("bool");
    }

    private static List<Field> profileFields() {
        return List.of(
                Field.text("bio", "about the person", 255),
                Field.text("location", "where they are", 255),
                Field.text("skype", "a name there", 255),
                Field.text("linkedin", "a name there", 255),
                Field.text("twitter", "a name there", 255),
                Field.number("projects_limit", "how many personal projects", 0, Integer.MAX_VALUE),
                Field.flag("admin", "whether they administer this server"),
                Field.flag("external", "whether they see only public projects and their own"),
                Field.flag("can_create_group", "whether they may make groups"),
                Field.text("provider", "of an identity elsewhere; with extern_uid", 255),
                Field.text("extern_uid", "of an identity elsewhere; with provider", 255));
    }

    /** {@code POST /session}: user name or address, and password, for the private token. */
    public Reply session(Call call) {
        var parameters = call.parameters();
        var login = parameters.text("email").or(() -> parameters.text("login"));
        var password = parameters.text("password");
        if (login.isEmpty() || password.isEmpty()) {
            throw Refusal.unauthorized();
        }
        var origin = Credentials.origin(call.request());
        var check = forge.signIn().check(login.get(), new Secret(password.get()), origin);
        return switch (check) {
            case PasswordCheck.Right(var user) ->
                    Reply.json(201, login(Caller.of(user, Credential.PASSWORD, origin), call));
            case PasswordCheck.NeedsToken _ ->
                    throw Refusal.message(
                            401,
                            "401 Unauthorized: two-factor authentication is on for this account;"
                                    + " use a personal access token");
            case PasswordCheck.Throttled(var wait) ->
                    Refusal.message(429, "429 Too Many Requests")
                            .reply()
                            .with("Retry-After", Long.toString(Math.max(1, wait.toSeconds())));
            case PasswordCheck.Wrong _, PasswordCheck.Blocked _, PasswordCheck.TooLate _ ->
                    throw Refusal.unauthorized();
        };
    }

    /** {@code PUT /users/:id/disable_two_factor}: for whoever lost theirs. */
    public Reply disableTwoFactor(Call call) {
        if (!call.caller().isAdmin()) {
            throw Refusal.forbidden();
        }
        forge.twoFactors().reset(call.caller(), new UserId(call.pathNumber("id")));
        return Reply.bytes(200, "application/json", Json.write(true));
    }

    /** {@code GET /user}. */
    public Reply own(Call call) {
        return Reply.json(200, login(call.caller(), call));
    }

    private Map<String, @Nullable Object> login(Caller caller, Call call) {
        var user = forge.users().get(caller, caller.requirePerson().id());
        var json = full(caller, call, user);
        json.put("private_token", forge.users().privateToken(caller).reveal());
        return json;
    }

    private Map<String, @Nullable Object> full(Caller caller, Call call, User user) {
        var identities = forge.users().identities(caller, List.of(user.id()));
        return UserJson.full(
                user,
                identities.getOrDefault(user.id(), List.of()),
                forge.projects().personalCount(user.id()),
                call.links());
    }

    /** {@code GET /users}. */
    public Reply list(Call call) {
        var parameters = call.parameters();
        var username = parameters.text("username");
        var query = new UserQuery(parameters.text("search"), username, parameters.has("active"));
        var page = forge.users().list(call.caller(), query, Paging.of(call));
        return username.isPresent()
                ? Reply.json(200, listed(call, page.items()))
                : Paging.reply(call, page, users -> listed(call, users));
    }

    private List<?> listed(Call call, List<User> users) {
        if (!call.caller().isAdmin()) {
            return users.stream().map(user -> UserJson.basic(user, call.links())).toList();
        }
        var ids = users.stream().map(User::id).toList();
        var identities = forge.users().identities(call.caller(), ids);
        var projects = forge.projects().personalCounts(ids);
        return users.stream()
                .map(user ->
                        UserJson.full(
                                user,
                                identities.getOrDefault(user.id(), List.of()),
                                projects.getOrDefault(user.id(), 0L),
                                call.links()))
                .toList();
    }

    /** {@code GET /users/:id}. */
    public Reply get(Call call) {
        var user = find(call, Refusal.noRecord());
        return Reply.json(
                200,
                call.caller().isAdmin()
                        ? full(call.caller(), call, user)
                        : UserJson.profile(user, call.links()));
    }

    private User find(Call call, Refusal missing) {
        return find(call, call.pathNumber("id"), missing);
    }

    private User find(Call call, long id, Refusal missing) {
        try {
            return forge.users().get(call.caller(), new UserId(id));
        } catch (NotFound e) {
            throw missing;
        }
    }

    /** Ends the call unless an administrator makes it. */
    static void requireAdmin(Call call) {
        if (!call.caller().isAdmin()) {
            throw Refusal.forbidden();
        }
    }

    /** {@code POST /users}. */
    public Reply create(Call call) {
        requireAdmin(call);
        var parameters = call.parameters();
        parameters.require("email", "password", "name", "username");
        var user =
                new NewUser(
                        parameters.required("username"),
                        parameters.required("name"),
                        parameters.required("email"),
                        parameters.text("password").map(Secret::new),
                        profile(parameters),
                        parameters.isOn("admin"),
                        parameters.isOn("external"),
                        parameters.flag("can_create_group"),
                        parameters.small("projects_limit"),
                        parameters.text("confirm").map(NO::contains).orElse(false),
                        identity(parameters));
        var made = taken(() -> forge.users().create(call.caller(), user));
        return Reply.json(201, full(call.caller(), call, made));
    }

    private static Profile profile(Parameters parameters) {
        return new Profile(
                parameters.text("bio"),
                parameters.text("location"),
                parameters.text("skype").orElse(""),
                parameters.text("linkedin").orElse(""),
                parameters.text("twitter").orElse(""),
                "");
    }

    private static Optional<Identity> identity(Parameters parameters) {
        var provider = parameters.text("provider");
        var uid = parameters.text("extern_uid");
        return provider.isPresent() && uid.isPresent()
                ? Optional.of(new Identity(provider.get(), uid.get()))
                : Optional.empty();
    }

    private interface Write {
        User run();
    }

    /** A name or address that is taken alone is a conflict here, not a bad request. */
    private static User taken(Write write) {
        try {
            return write.run();
        } catch (Invalid invalid) {
            if (List.of(TAKEN).equals(invalid.messages().get("email"))) {
                throw Refusal.message(409, "Email has already been taken");
            }
            if (List.of(TAKEN).equals(invalid.messages().get("username"))) {
                throw Refusal.message(409, "Username has already been taken");
            }
            throw invalid;
        }
    }

    /** {@code PUT /users/:id}. */
    public Reply update(Call call) {
        requireAdmin(call);
        var user = find(call, Refusal.noRecord());
        var parameters = call.parameters();
        var change =
                new UserChange(
                        parameters.text("username"),
                        parameters.text("name"),
                        parameters.text("email"),
                        parameters.text("password").map(Secret::new),
                        parameters.text("bio"),
                        parameters.text("location"),
                        parameters.text("skype"),
                        parameters.text("linkedin"),
                        parameters.text("twitter"),
                        parameters.text("website_url"),
                        parameters.flag("admin"),
                        parameters.flag("external"),
                        parameters.flag("can_create_group"),
                        parameters.small("projects_limit"),
                        identity(parameters));
        taken(() -> forge.users().update(call.caller(), user.id(), change));
        parameters
                .file("avatar")
                .ifPresent(file ->
                        forge.avatars()
                                .set(
                                        call.caller(),
                                        new Avatar.OfUser(user.id().value()),
                                        file.fileName(),
                                        file.bytes()));
        return Reply.json(
                200, full(call.caller(), call, forge.users().get(call.caller(), user.id())));
    }

    /** {@code DELETE /users/:id}. */
    public Reply delete(Call call) {
        requireAdmin(call);
        var user = find(call, Refusal.notFound("User"));
        var before = full(call.caller(), call, user);
        try {
            forge.users().delete(call.caller(), user.id());
        } catch (Conflict inUse) {
            // The only owner of a group stays, as the original has it; other uses are said so.
            if (!inUse.thing().startsWith("The user is the only owner")) {
                throw inUse;
            }
        }
        return Reply.json(200, before);
    }

    /** {@code PUT /users/:id/block}. */
    public Reply block(Call call) {
        return setBlocked(call, true);
    }

    /** {@code PUT /users/:id/unblock}. */
    public Reply unblock(Call call) {
        return setBlocked(call, false);
    }

    private Reply setBlocked(Call call, boolean blocked) {
        requireAdmin(call);
        var user = find(call, Refusal.notFound("User"));
        try {
            var changed =
                    blocked
                            ? forge.users().block(call.caller(), user.id())
                            : forge.users().unblock(call.caller(), user.id());
            return Reply.bytes(200, "application/json", Json.write(changed));
        } catch (Denied denied) {
            throw Refusal.message(403, "403 Forbidden - " + denied.getMessage());
        }
    }
}
