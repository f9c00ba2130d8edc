package io.slipway.forge.setting;

import io.slipway.forge.access.Visibility;
import io.slipway.forge.identity.Audit;
import io.slipway.forge.identity.AuditTarget;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.Scope;
import io.slipway.forge.project.BranchProtection;
import io.slipway.forge.project.ProjectSettings;
import io.slipway.platform.problem.Violations;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.Durability;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The settings of the whole forge; kept in memory, since nearly every verb reads them. */
public final class Settings implements ProjectSettings {

    private final Database database;
    private final Audit audit;
    private final Clock clock;
    private final SettingsStore store = new SettingsStore();
    private volatile @Nullable ApplicationSettings known;

    /** The settings in the given database. */
    public Settings(Database database, Audit audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    /** All settings; administrators only. */
    public ApplicationSettings get(Caller caller) {
        caller.requireAdmin();
        return current();
    }

    /** The settings for the server's own decisions. */
    public ApplicationSettings current() {
        ApplicationSettings settings = known;
        if (settings == null) {
            settings =
                    database.read(store::find)
                            .orElseGet(() -> ApplicationSettings.defaults(clock.instant()));
            known = settings;
        }
        return settings;
    }

    /**
     * Changes settings; administrators only.
     *
     * @throws io.slipway.platform.problem.Invalid with the messages of the v3 API
     */
    public ApplicationSettings update(Caller caller, UnaryOperator<ApplicationSettings> change) {
        caller.requireAdmin();
        caller.requireScope(Scope.API);
        ApplicationSettings saved =
                database.write(
                        Durability.FULL,
                        tx -> {
                            Instant now = clock.instant();
                            ApplicationSettings old =
                                    store.find(tx)
                                            .orElseGet(() -> ApplicationSettings.defaults(now));
                            ApplicationSettings wish = change.apply(old);
                            check(wish);
                            store.save(tx, wish);
                            audit.record(
                                    caller,
                                    tx,
                                    "settings.updated",
                                    AuditTarget.named("settings", "forge"));
                            return store.find(tx).orElseThrow();
                        });
        known = saved;
        return saved;
    }

    @Override
    public Visibility defaultVisibility() {
        return current().defaultProjectVisibility();
    }

    @Override
    public Set<Visibility> restricted() {
        return current().restrictedVisibilities();
    }

    @Override
    public BranchProtection defaultBranchProtection() {
        return current().defaultBranchProtection();
    }

    private static void check(ApplicationSettings wish) {
        Violations violations = new Violations();
        violations.addIf(
                wish.defaultProjectsLimit() < 0,
                "default_projects_limit",
                "must be greater than or equal to 0");
        violations.addIf(
                wish.maxAttachmentSize() < 1, "max_attachment_size", "must be greater than 0");
        violations.addIf(
                wish.registryTokenExpireDelay() < 1,
                "container_registry_token_expire_delay",
                "must be greater than 0");
        violations.addIf(
                wish.sessionExpireDelay() < 0,
                "session_expire_delay",
                "must be greater than or equal to 0");
        wish.homePageUrl()
                .ifPresent(url ->
                        violations.addIf(
                                !url.matches("https?://[^\\s]+"),
                                "home_page_url",
                                "must be a valid URL"));
        violations.throwIfAny();
    }
}
