package io.slipway.forge.identity;

import io.slipway.platform.page.Page;
import io.slipway.platform.page.PageRequest;
import io.slipway.platform.store.Dialect;
import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Row;
import io.slipway.platform.store.Transaction;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** All SQL of users. */
final class UserStore {

    private static final String INSERT =
            """
            insert into users (username, username_folded, name, email, email_folded,
              password_hash, admin, external, can_create_group, projects_limit, bio, location,
              skype, linkedin, twitter, website_url, private_token_hash, private_token_sealed,
              search_text, created_at, updated_at, confirmed_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            returning id
            """;
    private static final String UPDATE =
            """
            update users set username = ?, username_folded = ?, name = ?, email = ?,
              email_folded = ?, admin = ?, external = ?, can_create_group = ?,
              projects_limit = ?, bio = ?, location = ?, skype = ?, linkedin = ?, twitter = ?,
              website_url = ?, avatar = ?, search_text = ?, updated_at = ?
            where id = ?
            """;
    private static final String BY_ID = "select * from users where id = ?";
    private static final String BY_IDS = "select * from users where id in (?)";
    private static final String BY_USERNAME = "select * from users where username_folded = ?";
    private static final String BY_EMAIL = "select * from users where email_folded = ?";
    private static final String BY_PRIVATE_TOKEN =
            "select * from users where private_token_hash = ?";
    private static final String LIST_WHERE =
            """
            where (? or username_folded = ?) and (? or search_text like ? escape '\\')
              and (? or state = 'active')
            """;
    private static final String LIST =
            "select * from users " + LIST_WHERE + " order by id desc limit ? offset ?";
    private static final String COUNT = "select count(*) from users " + LIST_WHERE;
    private static final String SET_PASSWORD =
            "update users set password_hash = ?, updated_at = ? where id = ?";
    private static final String SET_STATE =
            "update users set state = ?, updated_at = ? where id = ?";
    private static final String SET_PRIVATE_TOKEN =
            """
            update users set private_token_hash = ?, private_token_sealed = ?, updated_at = ?
            where id = ?
            """;
    private static final String PRIVATE_TOKEN =
            "select private_token_sealed from users where id = ?";
    private static final String SIGNED_IN =
            """
            update users set last_sign_in_at = current_sign_in_at, current_sign_in_at = ?
            where id = ?
            """;
    private static final String DELETE = "delete from users where id = ?";
    private static final String EMAIL_TAKEN =
            """
            select 1 from users where email_folded = ? and id <> ?
            union all select 1 from emails where email_folded = ?
            """;
    private static final String USERNAME_TAKEN =
            "select 1 from users where username_folded = ? and id <> ?";
    private static final String ANY = "select 1 from users limit 1";
    private static final String IDENTITIES =
            """
            select user_id, provider, extern_uid from user_identities where user_id in (?)
            order by id
            """;
    private static final String SET_IDENTITY =
            """
            insert into user_identities (user_id, provider, extern_uid, created_at)
            values (?, ?, ?, ?)
            on conflict (user_id, provider) do update set extern_uid = excluded.extern_uid
            """;
    private static final String BY_IDENTITY =
            """
            select u.* from users u join user_identities i on i.user_id = u.id
            where i.provider = ? and i.extern_uid = ?
            """;

    record Login(User user, Optional<String> passwordHash) {}

    record Owned(UserId user, Identity identity) {}

    UserId insert(
            Transaction tx,
            NewUser user,
            Optional<String> passwordHash,
            String tokenHash,
            String sealedToken,
            int projectsLimit,
            Instant now) {
        Profile profile = user.profile();
        return new UserId(
                tx.insert(
                        INSERT,
                        user.username(),
                        Dialect.fold(user.username()),
                        user.name(),
                        user.email(),
                        Dialect.fold(user.email()),
                        passwordHash,
                        user.admin(),
                        user.external(),
                        !user.external() && user.canCreateGroup().orElse(true),
                        user.external() ? 0 : user.projectsLimit().orElse(projectsLimit),
                        profile.bio(),
                        profile.location(),
                        profile.skype(),
                        profile.linkedin(),
                        profile.twitter(),
                        profile.websiteUrl(),
                        tokenHash,
                        sealedToken,
                        searchText(user.username(), user.name(), user.email()),
                        now,
                        now,
                        user.confirmed() ? Optional.of(now) : Optional.empty()));
    }

    void update(Transaction tx, User user) {
        Profile profile = user.profile();
        tx.execute(
                UPDATE,
                user.username(),
                Dialect.fold(user.username()),
                user.name(),
                user.email(),
                Dialect.fold(user.email()),
                user.admin(),
                user.external(),
                user.canCreateGroup(),
                user.projectsLimit(),
                profile.bio(),
                profile.location(),
                profile.skype(),
                profile.linkedin(),
                profile.twitter(),
                profile.websiteUrl(),
                user.avatar(),
                searchText(user.username(), user.name(), user.email()),
                user.updatedAt(),
                user.id().value());
    }

    Optional<User> find(Reading reading, UserId id) {
        return reading.first(BY_ID, UserStore::user, id.value());
    }

    List<User> find(Reading reading, Collection<UserId> ids) {
        return reading.list(
                BY_IDS, UserStore::user, ids.stream().map(UserId::value).distinct().toList());
    }

    Optional<User> byUsername(Reading reading, String username) {
        return reading.first(BY_USERNAME, UserStore::user, Dialect.fold(username));
    }

    Optional<User> byPrivateToken(Reading reading, String hash) {
        return reading.first(BY_PRIVATE_TOKEN, UserStore::user, hash);
    }

    Optional<User> byIdentity(Reading reading, Identity identity) {
        return reading.first(
                BY_IDENTITY, UserStore::user, identity.provider(), identity.externUid());
    }

    Optional<Login> login(Reading reading, String login) {
        String sql = login.contains("@") ? BY_EMAIL : BY_USERNAME;
        return reading.first(
                sql,
                row -> new Login(user(row), row.optionalText("password_hash")),
                Dialect.fold(login));
    }

    Page<User> list(Reading reading, UserQuery query, PageRequest page) {
        boolean anyName = query.username().isEmpty();
        String name = Dialect.fold(query.username().orElse(""));
        boolean anyText = query.search().isEmpty();
        String text = Dialect.contains(query.search().orElse(""));
        boolean anyState = !query.activeOnly();
        long total = reading.count(COUNT, anyName, name, anyText, text, anyState);
        List<User> users =
                reading.list(
                        LIST,
                        UserStore::user,
                        anyName,
                        name,
                        anyText,
                        text,
                        anyState,
                        page.size(),
                        page.offset());
        return new Page<>(users, page, total);
    }

    void setPassword(Transaction tx, UserId user, String hash, Instant now) {
        tx.execute(SET_PASSWORD, hash, now, user.value());
    }

    void setState(Transaction tx, UserId user, UserState state, Instant now) {
        tx.execute(SET_STATE, state.text(), now, user.value());
    }

    void setPrivateToken(Transaction tx, UserId user, String hash, String sealed, Instant now) {
        tx.execute(SET_PRIVATE_TOKEN, hash, sealed, now, user.value());
    }

    Optional<String> sealedPrivateToken(Reading reading, UserId user) {
        return reading.first(PRIVATE_TOKEN, row -> row.text("private_token_sealed"), user.value());
    }

    void signedIn(Transaction tx, UserId user, Instant now) {
        tx.execute(SIGNED_IN, now, user.value());
    }

    void delete(Transaction tx, UserId user) {
        tx.execute(DELETE, user.value());
    }

    boolean isEmailTaken(Reading reading, String email, UserId self) {
        String folded = Dialect.fold(email);
        return reading.exists(EMAIL_TAKEN, folded, self.value(), folded);
    }

    boolean isUsernameTaken(Reading reading, String username, UserId self) {
        return reading.exists(USERNAME_TAKEN, Dialect.fold(username), self.value());
    }

    boolean isEmpty(Reading reading) {
        return !reading.exists(ANY);
    }

    void setIdentity(Transaction tx, UserId user, Identity identity, Instant now) {
        tx.execute(SET_IDENTITY, user.value(), identity.provider(), identity.externUid(), now);
    }

    List<Owned> identities(Reading reading, Collection<UserId> users) {
        return reading.list(
                IDENTITIES,
                row ->
                        new Owned(
                                new UserId(row.number("user_id")),
                                new Identity(row.text("provider"), row.text("extern_uid"))),
                users.stream().map(UserId::value).toList());
    }

    private static String searchText(String username, String name, String email) {
        return Dialect.fold(username + "\n" + name + "\n" + email);
    }

    static User user(Row row) {
        return new User(
                new UserId(row.number("id")),
                row.text("username"),
                row.text("name"),
                row.text("email"),
                UserState.of(row.text("state")),
                row.flag("admin"),
                row.flag("external"),
                row.flag("can_create_group"),
                row.small("projects_limit"),
                new Profile(
                        row.optionalText("bio"),
                        row.optionalText("location"),
                        row.text("skype"),
                        row.text("linkedin"),
                        row.text("twitter"),
                        row.text("website_url")),
                row.optionalText("avatar"),
                row.small("theme_id"),
                row.small("color_scheme_id"),
                row.flag("two_factor"),
                row.instant("created_at"),
                row.instant("updated_at"),
                row.optionalInstant("confirmed_at"),
                row.optionalInstant("current_sign_in_at"),
                row.optionalInstant("last_sign_in_at"));
    }
}
