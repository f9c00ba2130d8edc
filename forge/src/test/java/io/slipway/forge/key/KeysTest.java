package io.slipway.forge.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.slipway.forge.ForgeFixture;
import io.slipway.forge.access.Ability;
import io.slipway.forge.access.Role;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.Origin;
import io.slipway.forge.identity.UserId;
import io.slipway.forge.project.Project;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.store.DatabaseKind;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(DatabaseKind.class)
class KeysTest {

    private static final Origin SSH = new Origin("192.0.2.9", "s1");

    private final ForgeFixture forge;
    private final Keys keys;
    private final DeployKeys deployKeys;

    KeysTest(DatabaseKind kind) {
        forge = ForgeFixture.fresh(kind);
        keys = forge.forge().keys();
        deployKeys = forge.forge().deployKeys();
    }

    @AfterEach
    void close() {
        forge.close();
    }

    @Test
    void aUsersKeyStandsForThemUntilItIsRemovedOrTheyAreBlocked() {
        Caller ada = forge.user("ada");
        SshKey key = keys.add(ada, id(ada), "laptop", "  " + line(1) + " ada@laptop\n");
        assertThat(key.fingerprint()).startsWith("SHA256:");
        assertThat(keys.authenticate(blob(1), SSH)).map(Caller::label).contains("ada");
        assertThat(keys.authenticate(blob(2), SSH)).isEmpty();
        forge.forge().users().block(forge.root(), id(ada));
        assertThat(keys.authenticate(blob(1), SSH)).isEmpty();
        forge.forge().users().unblock(forge.root(), id(ada));
        assertThat(keys.remove(ada, id(ada), key.id())).isPresent();
        assertThat(keys.remove(ada, id(ada), key.id())).isEmpty();
        assertThat(keys.authenticate(blob(1), SSH)).isEmpty();
    }

    @Test
    void badKeysAndKnownOnesAreRefusedWithTheirMessages() {
        Caller ada = forge.user("ada");
        keys.add(ada, id(ada), "one", line(1));
        assertThat(messages(ada, "two", line(1)))
                .isEqualTo(
                        Map.of(
                                "key", List.of("has already been taken"),
                                "fingerprint", List.of("has already been taken")));
        assertThat(messages(ada, "", "nonsense"))
                .isEqualTo(
                        Map.of(
                                "title", List.of("can't be blank"),
                                "key", List.of("is invalid"),
                                "fingerprint", List.of("cannot be generated")));
        assertThat(messages(ada, "x", "ssh-ed25519 AAAA")).containsOnlyKeys("fingerprint");
        assertThat(messages(ada, "x", "ssh-rsa " + line(2).split(" ")[1]))
                .containsOnlyKeys("fingerprint");
        assertThat(messages(ada, "x", line(2) + "\n" + line(3)))
                .containsEntry("key", List.of("should be a single line"));
    }

    @Test
    void keysOfOthersAreNotSeen() {
        Caller ada = forge.user("ada");
        SshKey key = keys.add(ada, id(ada), "one", line(1));
        Caller eve = forge.user("eve");
        assertThatThrownBy(() -> keys.list(eve, id(ada))).isInstanceOf(Denied.class);
        assertThatThrownBy(() -> keys.own(eve, key.id())).isInstanceOf(NotFound.class);
        assertThat(keys.list(forge.root(), id(ada))).hasSize(1);
        assertThatThrownBy(() -> keys.get(eve, key.id())).isInstanceOf(Denied.class);
    }

    @Test
    void aDeployKeyReadsItsProjectsAndNothingElse() {
        Project web = forge.project("demo/web");
        Project api = forge.project("demo/api");
        SshKey key = deployKeys.add(forge.root(), web, "deployer", line(1));
        Caller deployer = keys.authenticate(blob(1), SSH).orElseThrow();
        assertThat(allows(deployer, Ability.DOWNLOAD_CODE, web)).isTrue();
        assertThat(allows(deployer, Ability.PUSH_CODE, web)).isFalse();
        assertThat(allows(deployer, Ability.DOWNLOAD_CODE, api)).isFalse();
        assertThat(deployKeys.add(forge.root(), api, "other title", line(1)).title())
                .isEqualTo("deployer");
        assertThat(allows(deployer, Ability.DOWNLOAD_CODE, api)).isTrue();
        deployKeys.remove(forge.root(), web, key.id());
        assertThat(allows(deployer, Ability.DOWNLOAD_CODE, web)).isFalse();
        assertThat(keys.authenticate(blob(1), SSH)).isPresent();
        deployKeys.remove(forge.root(), api, key.id());
        assertThat(keys.authenticate(blob(1), SSH)).isEmpty();
    }

    @Test
    void aDeployKeyOfAProjectOutOfReachIsNotJoined() {
        forge.project("secret/vault");
        deployKeys.add(forge.root(), forge.project("secret/other"), "k", line(1));
        Project web = forge.project("demo/web");
        Caller master = forge.member("mia", "demo", Role.MASTER);
        assertThatThrownBy(() -> deployKeys.add(master, web, "k", line(1)))
                .isInstanceOf(Invalid.class);
        Caller developer = forge.member("dan", "demo", Role.DEVELOPER);
        assertThatThrownBy(() -> deployKeys.list(developer, web)).isInstanceOf(Denied.class);
    }

    private boolean allows(Caller caller, Ability ability, Project project) {
        return forge.forge().access().allows(caller, ability, project);
    }

    private Map<String, List<String>> messages(Caller caller, String title, String line) {
        return catchThrowableOfType(Invalid.class, () -> keys.add(caller, id(caller), title, line))
                .messages();
    }

    private static UserId id(Caller caller) {
        return caller.requirePerson().id();
    }

    private static String line(int number) {
        return "ssh-ed25519 " + Base64.getEncoder().encodeToString(blob(number));
    }

    private static byte[] blob(int number) {
        byte[] type = "ssh-ed25519".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        return java.nio.ByteBuffer.allocate(4 + type.length + 4 + 32)
                .putInt(type.length)
                .put(type)
                .putInt(32)
                .put((byte) number)
                .array();
    }
}
